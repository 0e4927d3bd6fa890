package dev.weft.core.fake;

import dev.weft.core.Mesh;
import dev.weft.core.call.Attempt;
import dev.weft.core.call.Filter;
import dev.weft.core.call.InboundPath;
import dev.weft.core.call.Joint;
import dev.weft.core.call.OutboundExchange;
import dev.weft.core.call.OutboundPath;
import dev.weft.core.call.Refusal;
import dev.weft.core.call.Scope;
import dev.weft.core.context.ContextCell;
import dev.weft.core.drive.BlockingLoop;
import dev.weft.core.identity.MeshTls;
import dev.weft.core.listen.Listeners;
import dev.weft.core.time.Clock;
import dev.weft.core.time.Timer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;

/**
 * Every host concerns it, and every call fails as it is opened, by a fault of ours; so does every
 * check of a peer. Notes the faults that it is told of.
 */
public final class FaultyMesh implements Mesh {
  public final FakeTime time = new FakeTime();

  /** {@code adapter: message}, in their order. */
  public final List<String> faults = new CopyOnWriteArrayList<>();

  public volatile boolean off;

  /** Whether calls are waited for before they fail. */
  public volatile boolean pends;

  /** Whether the close of a call that failed as it was opened fails too. */
  public volatile boolean failsAtClose = true;

  /** Null: a fault. */
  public volatile String peer;

  private final ContextCell contexts = new ContextCell();
  private final BlockingLoop blocking = new BlockingLoop(time);
  private final OutboundPath outbound =
      new OutboundPath(time, List.of(new Pending(), new Fault<>()), new Once(), List.of());
  private final InboundPath inbound = new InboundPath(time, List.of(new Fault<>()));
  private final FaultyTls tls = new FaultyTls();

  @Override
  public boolean concerns(String host) {
    return true;
  }

  @Override
  public OutboundPath outbound() {
    return outbound;
  }

  @Override
  public InboundPath inbound() {
    return inbound;
  }

  @Override
  public ContextCell contexts() {
    return contexts;
  }

  @Override
  public BlockingLoop blocking() {
    return blocking;
  }

  @Override
  public Timer timer() {
    return time;
  }

  @Override
  public Clock clock() {
    return time;
  }

  @Override
  public MeshTls tls() {
    return tls;
  }

  @Override
  public Listeners listeners() {
    throw new IllegalStateException("no server is woven here");
  }

  @Override
  public boolean ownThread() {
    return false;
  }

  @Override
  public void fault(String adapter, Throwable fault) {
    faults.add(adapter + ": " + fault.getMessage());
  }

  @Override
  public boolean isOff(String adapter) {
    return off;
  }

  private final class Fault<S extends Scope> implements Filter<S> {
    @Override
    public Refusal enter(S scope) {
      throw new IllegalStateException("at open");
    }

    @Override
    public void exit(S scope) {
      if (failsAtClose) {
        throw new IllegalStateException("at close");
      }
    }
  }

  /** No attempt is ever made. */
  private static final class Once implements Joint {
    @Override
    public long consider(Attempt attempt) {
      return -1;
    }

    @Override
    public void release(OutboundExchange exchange) {
      throw new IllegalStateException("nothing was granted");
    }
  }

  private final class Pending implements Filter<OutboundExchange> {
    @Override
    public Refusal enter(OutboundExchange exchange) {
      if (pends) {
        pends = false;
        exchange.pend(1_000, null);
      }
      return null;
    }

    @Override
    public void exit(OutboundExchange exchange) {}
  }

  private final class FaultyTls implements MeshTls {
    @Override
    public boolean ready() {
      return true;
    }

    @Override
    public SSLContext clientContext() {
      throw new IllegalStateException("no context");
    }

    @Override
    public SSLContext serverContext() {
      throw new IllegalStateException("no context");
    }

    @Override
    public String verifyPeer(SSLSession session) {
      if (peer == null) {
        throw new IllegalStateException("at the peer");
      }
      return peer;
    }

    @Override
    public long endsInMillis(SSLSession session) {
      throw new IllegalStateException("at the end");
    }

    @Override
    public long generation() {
      return 0;
    }

    @Override
    public void whenReady(Runnable action) {
      // It never is.
    }
  }
}
