package dev.weft.instrumentation.http.jdk.server;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsExchange;
import java.io.FilterInputStream;
import java.io.InputStream;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is read of {@code sun.net.httpserver}, JDK 17 to 25. Its types appear as Object. */
final class Internals {
  private static final String PACKAGE = "sun.net.httpserver.";
  private static final String LINK = PACKAGE + "ServerImpl$Exchange$LinkHandler";
  private static final String WRITES = PACKAGE + "Request$WriteStream";
  private static final MethodHandle HTTPS;
  private static final MethodHandle ADDRESS;
  private static final MethodHandle EVENT_EXCHANGE;
  private static final MethodHandle IMPL;
  private static final MethodHandle CONNECTION;
  private static final MethodHandle RAW;
  private static final MethodHandle CHANNEL;
  private static final MethodHandle BUFFERED;
  private static final MethodHandle WRITE_CHANNEL;
  private static final Class<?> READ_ONLY;
  private static final MethodHandle WRITABLE;
  private static final MethodHandle BY_NAME;
  private static final MethodHandle REPLY_LENGTH;
  private static final MethodHandle HEAD_SENT;

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
      WRITE_CHANNEL = getter(Class.forName(WRITES), "channel", SocketChannel.class);
      REPLY_LENGTH = getter(exchange, "rspContentLen", long.class);
      HEAD_SENT = getter(exchange, "sentHeaders", boolean.class);
      READ_ONLY = type("UnmodifiableHeaders");
      WRITABLE = getter(READ_ONLY, "headers", Headers.class);
      BY_NAME = getter(Headers.class, "map", HashMap.class);
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

  /**
   * Of a request, without the copy of the name that the public look-up makes.
   *
   * @param stored see {@link HeaderNames}
   */
  @SuppressWarnings("unchecked")
  static @Nullable List<String> values(Headers headers, String stored) {
    try {
      Object own = headers.getClass() == READ_ONLY ? WRITABLE.invoke(headers) : headers;
      return ((Map<String, List<String>>) BY_NAME.invoke(own)).get(stored);
    } catch (Throwable impossible) { // getters of fields
      throw new IllegalStateException(impossible);
    }
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

  /** Where a stream of replies leads, if that is one of ours without anything between. */
  static @Nullable SniffingChannel channelOf(Object stream) throws Throwable {
    return stream.getClass().getName().equals(WRITES)
            && WRITE_CHANNEL.invoke(stream) instanceof SniffingChannel ours
        ? ours
        : null;
  }

  /** Bytes of the body that follows the head; 0: unknown, or none. Known when the head is. */
  static long replyLength(Object implementation) {
    try {
      return (long) REPLY_LENGTH.invoke(implementation);
    } catch (Throwable impossible) { // a getter of a field
      throw new IllegalStateException(impossible);
    }
  }

  /** Whether the head was written, and flushed if the server does that. */
  static boolean isHeadSent(Object implementation) {
    try {
      return (boolean) HEAD_SENT.invoke(implementation);
    } catch (Throwable impossible) { // a getter of a field
      throw new IllegalStateException(impossible);
    }
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
