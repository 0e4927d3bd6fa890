package dev.weft.instrumentation.http.jdk.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsExchange;
import java.io.FilterInputStream;
import java.io.InputStream;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** What is read of {@code sun.net.httpserver}, JDK 17 to 25. Its types appear as Object. */
final class Internals {
  private static final String PACKAGE = "sun.net.httpserver.";
  private static final String LINK = PACKAGE + "ServerImpl$Exchange$LinkHandler";
  private static final MethodHandle HTTPS;
  private static final MethodHandle ADDRESS;
  private static final MethodHandle EVENT_EXCHANGE;
  private static final MethodHandle IMPL;
  private static final MethodHandle CONNECTION;
  private static final MethodHandle RAW;
  private static final MethodHandle CHANNEL;
  private static final MethodHandle BUFFERED;

  static {
    try {
      Class<?> server = type("ServerImpl");
      Class<?> exchange = type("ExchangeImpl");
      Class<?> connection = type("HttpConnection");
      HTTPS = getter(server, "https", boolean.class);
      ADDRESS =
          in(server)
              .findVirtual(server, "getAddress", MethodType.methodType(InetSocketAddress.class));
      EVENT_EXCHANGE = getter(type("Event"), "exchange", exchange);
      IMPL = getter(type("HttpExchangeImpl"), "impl", exchange);
      CONNECTION = getter(exchange, "connection", connection);
      RAW = getter(connection, "raw", InputStream.class);
      CHANNEL = getter(type("Request$ReadStream"), "channel", SocketChannel.class);
      BUFFERED = getter(FilterInputStream.class, "in", InputStream.class);
    } catch (ReflectiveOperationException missing) {
      throw new IllegalStateException("com.sun.net.httpserver is not as expected", missing);
    }
  }

  private Internals() {}

  static boolean isHttps(Object server) throws Throwable {
    return (boolean) HTTPS.invoke(server);
  }

  static InetSocketAddress address(Object server) throws Throwable {
    return (InetSocketAddress) ADDRESS.invoke(server);
  }

  /** Null: an event of the whole server. */
  static @Nullable Object exchangeOfEvent(Object event) throws Throwable {
    return EVENT_EXCHANGE.invoke(event);
  }

  /** What the events name. */
  static Object implementation(HttpExchange exchange) throws Throwable {
    return exchange instanceof HttpsExchange ? Https.IMPL.invoke(exchange) : IMPL.invoke(exchange);
  }

  /** The connection's channel where it is one of ours. */
  static @Nullable SniffingChannel channel(Object implementation) throws Throwable {
    Object stream = RAW.invoke(CONNECTION.invoke(implementation));
    return stream instanceof FilterInputStream
            && BUFFERED.invoke(stream) instanceof InputStream raw
            && raw.getClass().getName().equals(PACKAGE + "Request$ReadStream")
            && CHANNEL.invoke(raw) instanceof SniffingChannel ours
        ? ours
        : null;
  }

  /** Whether a filter chain with this at its end is the application's, of one request. */
  static boolean endsRequestChain(Object handler) {
    return handler.getClass().getName().equals(LINK);
  }

  private static Class<?> type(String name) throws ClassNotFoundException {
    return Class.forName(PACKAGE + name);
  }

  private static MethodHandles.Lookup in(Class<?> type) throws IllegalAccessException {
    return MethodHandles.privateLookupIn(type, MethodHandles.lookup());
  }

  private static MethodHandle getter(Class<?> owner, String name, Class<?> type)
      throws ReflectiveOperationException {
    return in(owner).findGetter(owner, name, type);
  }

  /** Apart, so that javax.net.ssl is not loaded for plaintext servers. */
  private static final class Https {
    private static final MethodHandle IMPL;

    static {
      try {
        IMPL = getter(type("HttpsExchangeImpl"), "impl", type("ExchangeImpl"));
      } catch (ReflectiveOperationException missing) {
        throw new IllegalStateException("com.sun.net.httpserver is not as expected", missing);
      }
    }
  }
}
