package dev.weft.instrumentation.http.jdk.server;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsExchange;
import dev.weft.bootstrap.Members;
import java.io.FilterInputStream;
import java.io.InputStream;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is read of {@code sun.net.httpserver}, JDK 17 to 25: what {@link JdkHttpServer} requires.
 * Its types appear as Object.
 */
final class Internals {
  private static final String PACKAGE = "sun.net.httpserver.";
  private static final String READS = PACKAGE + "Request$ReadStream";
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
  private static final Class<?> LINK;

  static {
    Members members = members();
    String exchange = PACKAGE + "ExchangeImpl";
    HTTPS = members.getter(PACKAGE + "ServerImpl", "https");
    ADDRESS = members.method(PACKAGE + "ServerImpl", "getAddress");
    EVENT_EXCHANGE = erased(members.getter(PACKAGE + "Event", "exchange"));
    IMPL = erased(members.getter(PACKAGE + "HttpExchangeImpl", "impl"));
    CONNECTION = erased(members.getter(exchange, "connection"));
    RAW = erased(members.getter(PACKAGE + "HttpConnection", "raw"));
    CHANNEL = erased(members.getter(READS, "channel"));
    WRITE_CHANNEL = erased(members.getter(WRITES, "channel"));
    REPLY_LENGTH = members.getter(exchange, "rspContentLen");
    HEAD_SENT = members.getter(exchange, "sentHeaders");
    READ_ONLY = members.type(PACKAGE + "UnmodifiableHeaders");
    WRITABLE = erased(members.getter(PACKAGE + "UnmodifiableHeaders", "headers"));
    BY_NAME = erased(members.getter("com.sun.net.httpserver.Headers", "map"));
    BUFFERED = erased(members.getter("java.io.FilterInputStream", "in"));
    LINK = members.type(JdkHttpServer.LINK);
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
      Object given = headers;
      Object own = headers.getClass() == READ_ONLY ? (Object) WRITABLE.invokeExact(given) : given;
      return ((Map<String, List<String>>) (Object) BY_NAME.invokeExact(own)).get(stored);
    } catch (Throwable impossible) { // getters of fields
      throw new IllegalStateException(impossible);
    }
  }

  /** Null: an event of the whole server. */
  static @Nullable Object exchangeOfEvent(Object event) throws Throwable {
    return (Object) EVENT_EXCHANGE.invokeExact(event);
  }

  /** What the events name. */
  static Object implementation(HttpExchange exchange) throws Throwable {
    Object given = exchange;
    return exchange instanceof HttpsExchange
        ? (Object) Https.IMPL.invokeExact(given)
        : (Object) IMPL.invokeExact(given);
  }

  /** The connection's channel where it is one of ours. */
  static @Nullable SniffingChannel channel(Object implementation) throws Throwable {
    Object connection = CONNECTION.invokeExact(implementation);
    Object stream = RAW.invokeExact(connection);
    return stream instanceof FilterInputStream
            && (Object) BUFFERED.invokeExact(stream) instanceof InputStream raw
            && raw.getClass().getName().equals(READS)
            && (Object) CHANNEL.invokeExact((Object) raw) instanceof SniffingChannel ours
        ? ours
        : null;
  }

  /** Where a stream of replies leads, if that is one of ours without anything between. */
  static @Nullable SniffingChannel channelOf(Object stream) throws Throwable {
    return stream.getClass().getName().equals(WRITES)
            && (Object) WRITE_CHANNEL.invokeExact(stream) instanceof SniffingChannel ours
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
    return handler.getClass() == LINK;
  }

  /**
   * The same without the server's types, for {@code invokeExact}: of one that is converted at each
   * call the compiler sees nothing, constant or not (3.9 ns instead of 0.6, in a loop).
   */
  private static MethodHandle erased(MethodHandle handle) {
    return handle.asType(handle.type().erase());
  }

  private static Members members() {
    return new Members(JdkHttpServer.adapter(), MethodHandles.lookup());
  }

  /** Apart, so that javax.net.ssl is not loaded for plaintext servers. */
  private static final class Https {
    private static final MethodHandle IMPL =
        erased(members().getter(PACKAGE + "HttpsExchangeImpl", "impl"));
  }
}
