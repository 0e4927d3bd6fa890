package dev.weft.collector.server;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.logging.RequestLogProperty;
import com.linecorp.armeria.server.DecoratingHttpServiceFunction;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.AttributeKey;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ends connections on which bytes come but no request: heads (or a TLS handshake) sent a byte at a
 * time. Connections without any bytes are Armeria's to end. One for each connection, on its thread;
 * requests are counted from any.
 */
final class HeadDeadline extends ChannelInboundHandlerAdapter {
  private static final AttributeKey<HeadDeadline> KEY =
      AttributeKey.valueOf(HeadDeadline.class, "deadline");

  private final long millis;
  private final IdleConnections idle;

  /** Requests that have begun, and that are under way. */
  private final AtomicInteger begun = new AtomicInteger();

  private final AtomicInteger active = new AtomicInteger();
  private int seen;
  private boolean read;

  /**
   * @param idle is told when nothing is under way
   */
  HeadDeadline(long millis, IdleConnections idle) {
    this.millis = millis;
    this.idle = idle;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    context.channel().attr(KEY).set(this);
    idle.opened(context.channel());
    watch(context);
  }

  private void watch(ChannelHandlerContext context) {
    context.executor().schedule(() -> check(context), millis, TimeUnit.MILLISECONDS);
  }

  private void check(ChannelHandlerContext context) {
    if (!context.channel().isOpen() || context.isRemoved()) {
      return;
    }
    boolean nothingAsked = begun.get() == seen && active.get() == 0;
    if (nothingAsked && (read || seen == 0)) {
      context.close();
      return;
    }
    seen = begun.get();
    read = false;
    watch(context);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
    read = true;
    super.channelRead(context, message);
  }

  /** One at a time with {@link #ended}, so that what is said last is what holds. */
  private synchronized void begun(Channel channel) {
    begun.incrementAndGet();
    if (active.incrementAndGet() == 1) {
      idle.busy(channel);
    }
  }

  private synchronized void ended(Channel channel) {
    if (active.decrementAndGet() == 0) {
      idle.idle(channel);
    }
  }

  /** Counts requests. */
  static final class Counting implements DecoratingHttpServiceFunction {
    @Override
    public HttpResponse serve(HttpService next, ServiceRequestContext context, HttpRequest request)
        throws Exception {
      Channel channel = context.log().ensureAvailable(RequestLogProperty.SESSION).channel();
      HeadDeadline deadline = channel == null ? null : channel.attr(KEY).get();
      if (deadline != null) {
        deadline.begun(channel);
        context.log().whenComplete().thenRun(() -> deadline.ended(channel));
      }
      return next.serve(context, request);
    }
  }
}
