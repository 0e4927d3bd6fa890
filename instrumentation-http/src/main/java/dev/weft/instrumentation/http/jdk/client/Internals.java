package dev.weft.instrumentation.http.jdk.client;

import dev.weft.bootstrap.Members;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.net.http.HttpClient.Version;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What is read and called of {@code jdk.internal.net.http}, JDK 17 to 25: what {@link
 * JavaHttpClient} requires. The library's types appear as Object. The handles are constants so that
 * the compiler can see through them, those of each call are invoked exactly.
 */
final class Internals {
  private static final String PACKAGE = "jdk.internal.net.http.";
  private static final MethodHandle REQUEST;
  private static final MethodHandle MULTI;
  private static final MethodHandle HANDLER;
  private static final MethodHandle RESPOND;
  private static final MethodHandle SYSTEM_HEADERS;
  private static final MethodHandle MAP;
  private static final MethodHandle HTTP1_REQUEST;
  private static final MethodHandle STATUS;
  private static final MethodHandle HEADERS;
  private static final MethodHandle RESPONDED;

  static {
    Members members = members();
    String exchange = PACKAGE + "Exchange";
    String request = PACKAGE + "HttpRequestImpl";
    String response = PACKAGE + "Response";
    REQUEST = erased(members.getter(exchange, "request"));
    MULTI = erased(members.getter(exchange, "multi"));
    HANDLER = erased(members.getter(PACKAGE + "MultiExchange", "responseHandler"));
    RESPOND = erased(members.method(exchange, "responseAsyncImpl"));
    SYSTEM_HEADERS = erased(members.method(request, "getSystemHeadersBuilder"));
    MAP = erased(members.method(PACKAGE + "common.HttpHeadersBuilder", "map"));
    HTTP1_REQUEST = erased(members.getter(PACKAGE + "Http1Request", "request"));
    STATUS = members.method(response, "statusCode");
    HEADERS = erased(members.method(response, "headers"));
    RESPONDED = erased(members.getter(response, "exchange"));
  }

  private Internals() {}

  /**
   * The same without the library's types, for {@code invokeExact}: of one that is converted at each
   * call the compiler sees nothing, constant or not (3.9 ns instead of 0.6, in a loop).
   */
  private static MethodHandle erased(MethodHandle handle) {
    return handle.asType(handle.type().erase());
  }

  static HttpRequest request(Object exchange) throws Throwable {
    return (HttpRequest) (Object) REQUEST.invokeExact(exchange);
  }

  static HttpRequest requestOfHttp1(Object http1Request) throws Throwable {
    return (HttpRequest) (Object) HTTP1_REQUEST.invokeExact(http1Request);
  }

  /** Null: a call that was left alone when it was made. */
  static @Nullable CallHandler<?> handler(Object multi) throws Throwable {
    return (Object) HANDLER.invokeExact(multi) instanceof CallHandler<?> handler ? handler : null;
  }

  static Object multi(Object exchange) throws Throwable {
    return (Object) MULTI.invokeExact(exchange);
  }

  /** What {@code responseAsync} does. */
  static CompletableFuture<?> respond(Object exchange) throws Throwable {
    return (CompletableFuture<?>) (Object) RESPOND.invokeExact(exchange, (Object) null);
  }

  /** Makes a fresh exchange for the same request the one that the library cancels and reads. */
  static Object again(Object exchange) throws Throwable {
    Object multi = MULTI.invoke(exchange);
    Object fresh = Seldom.NEW_EXCHANGE.invoke(REQUEST.invoke(exchange), multi);
    Seldom.SET_EXCHANGE.invoke(multi, fresh);
    Object tracker = Seldom.CONNECT_TIMEOUT.invoke(multi);
    if (tracker != null) {
      Seldom.RESET.invoke(tracker);
    }
    return fresh;
  }

  /** The library goes on with {@code first}, which has no connection of its own. */
  static void adopt(Object first, Object settled) throws Throwable {
    Seldom.SET_IMPL.invoke(first, Seldom.IMPL.invoke(settled));
  }

  /** As the library marks an answer that it made up itself. */
  static void withoutBody(Object exchange) throws Throwable {
    Seldom.SET_BODY_IGNORED.invoke(exchange, CompletableFuture.completedFuture(null));
  }

  static void cancel(Object exchange, IOException cause) throws Throwable {
    Seldom.CANCEL.invoke(exchange, cause);
  }

  /** Done when the connection is free or closed. */
  static CompletableFuture<?> ignoreBody(Object exchange) throws Throwable {
    return (CompletableFuture<?>) Seldom.IGNORE_BODY.invoke(exchange);
  }

  /** The library's own second go at a call is over. */
  static void retried(Object multi) throws Throwable {
    Seldom.SET_RETRIED.invoke(multi, true);
  }

  /** Whether the library itself sends this again when a kept connection turns out to be dead. */
  static boolean resends(HttpRequest request) throws Throwable {
    return (boolean) Seldom.CAN_RETRY.invoke(request);
  }

  static boolean isExpired(Throwable failure) {
    return failure.getClass().getName().equals(JavaHttpClient.EXPIRED);
  }

  /** The client's executor, the application's where it set one. */
  static Executor executor(Object multi) throws Throwable {
    return (Executor) Seldom.DELEGATE.invoke(Seldom.EXECUTOR.invoke(multi));
  }

  /** Headers that the library adds itself (cookies, user agent); mutable. */
  @SuppressWarnings("unchecked")
  static Map<String, List<String>> systemHeaders(HttpRequest request) throws Throwable {
    Object builder = SYSTEM_HEADERS.invokeExact((Object) request);
    return (Map<String, List<String>>) (Object) MAP.invokeExact(builder);
  }

  /** A head without a TLS session. */
  static Object response(
      HttpRequest request, Object exchange, HttpHeaders headers, int status, Version version)
      throws Throwable {
    return Seldom.NEW_RESPONSE.invoke(request, exchange, headers, (Object) null, status, version);
  }

  /** The exchange that this is the head of. */
  static Object exchange(Object response) throws Throwable {
    return (Object) RESPONDED.invokeExact(response);
  }

  static int status(Object response) throws Throwable {
    return (int) STATUS.invoke(response);
  }

  static HttpHeaders headers(Object response) throws Throwable {
    return (HttpHeaders) (Object) HEADERS.invokeExact(response);
  }

  static Version version(Object response) throws Throwable {
    return (Version) Seldom.VERSION.invoke(response);
  }

  private static Members members() {
    return new Members(JavaHttpClient.adapter(), MethodHandles.lookup());
  }

  /** Apart, because most calls need none of these, and each takes its time to be looked up. */
  private static final class Seldom {
    private static final MethodHandle NEW_EXCHANGE;
    private static final MethodHandle CANCEL;
    private static final MethodHandle IGNORE_BODY;
    private static final MethodHandle IMPL;
    private static final MethodHandle SET_IMPL;
    private static final MethodHandle SET_BODY_IGNORED;
    private static final MethodHandle SET_EXCHANGE;
    private static final MethodHandle SET_RETRIED;
    private static final MethodHandle CAN_RETRY;
    private static final MethodHandle CONNECT_TIMEOUT;
    private static final MethodHandle RESET;
    private static final MethodHandle EXECUTOR;
    private static final MethodHandle DELEGATE;
    private static final MethodHandle NEW_RESPONSE;
    private static final MethodHandle VERSION;

    static {
      Members members = members();
      String exchange = PACKAGE + "Exchange";
      String multi = PACKAGE + "MultiExchange";
      String response = PACKAGE + "Response";
      NEW_EXCHANGE = members.constructor(exchange);
      CANCEL = members.method(exchange, "cancel");
      IGNORE_BODY = members.method(exchange, "ignoreBody");
      IMPL = members.getter(exchange, "exchImpl");
      SET_IMPL = members.setter(exchange, "exchImpl");
      SET_BODY_IGNORED = members.setter(exchange, "bodyIgnored");
      SET_EXCHANGE = members.method(multi, "setExchange");
      SET_RETRIED = members.setter(multi, JavaHttpClient.RETRIED);
      CAN_RETRY = members.staticMethod(multi, "canRetryRequest");
      CONNECT_TIMEOUT = members.getter(multi, "connectTimeout");
      RESET = members.method(multi + "$ConnectTimeoutTracker", "reset");
      EXECUTOR = members.getter(multi, "executor");
      DELEGATE = members.method(PACKAGE + "HttpClientImpl$DelegatingExecutor", "delegate");
      NEW_RESPONSE = members.constructor(response);
      VERSION = members.method(response, "version");
    }
  }
}
