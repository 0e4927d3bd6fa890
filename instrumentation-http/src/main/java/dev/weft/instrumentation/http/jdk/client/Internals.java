package dev.weft.instrumentation.http.jdk.client;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.net.http.HttpClient.Version;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandler;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What is read and called of {@code jdk.internal.net.http}, JDK 17 to 25. The library's types
 * appear as Object. The handles are constants so that the compiler can see through them.
 */
final class Internals {
  private static final String PACKAGE = "jdk.internal.net.http.";
  private static final MethodHandle REQUEST;
  private static final MethodHandle MULTI;
  private static final MethodHandle HANDLER;
  private static final MethodHandle NEW_EXCHANGE;
  private static final MethodHandle RESPOND;
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
  private static final MethodHandle EXECUTE;
  private static final MethodHandle SYSTEM_HEADERS;
  private static final MethodHandle MAP;
  private static final MethodHandle HTTP1_REQUEST;
  private static final MethodHandle NEW_RESPONSE;
  private static final MethodHandle STATUS;
  private static final MethodHandle HEADERS;
  private static final MethodHandle VERSION;
  private static final MethodHandle RESPONDED;

  static {
    try {
      Class<?> exchange = type("Exchange");
      Class<?> multi = type("MultiExchange");
      Class<?> request = type("HttpRequestImpl");
      Class<?> response = type("Response");
      Class<?> connection = type("HttpConnection");
      Class<?> impl = type("ExchangeImpl");
      Class<?> executor = type("HttpClientImpl$DelegatingExecutor");
      Class<?> tracker = type("MultiExchange$ConnectTimeoutTracker");
      Class<?> builder = type("common.HttpHeadersBuilder");
      Class<?> http1 = type("Http1Request");
      REQUEST = getter(exchange, "request", request);
      MULTI = getter(exchange, "multi", multi);
      HANDLER = getter(multi, "responseHandler", BodyHandler.class);
      NEW_EXCHANGE =
          in(exchange).findConstructor(exchange, MethodType.methodType(void.class, request, multi));
      RESPOND = method(exchange, "responseAsyncImpl", CompletableFuture.class, connection);
      CANCEL = method(exchange, "cancel", void.class, IOException.class);
      IGNORE_BODY = method(exchange, "ignoreBody", CompletableFuture.class);
      IMPL = getter(exchange, "exchImpl", impl);
      SET_IMPL = setter(exchange, "exchImpl", impl);
      SET_BODY_IGNORED = setter(exchange, "bodyIgnored", CompletableFuture.class);
      SET_EXCHANGE = method(multi, "setExchange", void.class, exchange);
      SET_RETRIED = retriedSetter(multi);
      CAN_RETRY =
          in(multi)
              .findStatic(
                  multi,
                  "canRetryRequest",
                  MethodType.methodType(boolean.class, HttpRequest.class));
      CONNECT_TIMEOUT = getter(multi, "connectTimeout", tracker);
      RESET = method(tracker, "reset", void.class);
      EXECUTOR = getter(multi, "executor", executor);
      EXECUTE = asyncExecute(executor);
      SYSTEM_HEADERS = method(request, "getSystemHeadersBuilder", builder);
      MAP = in(builder).findVirtual(builder, "map", MethodType.methodType(Map.class));
      HTTP1_REQUEST = getter(http1, "request", request);
      NEW_RESPONSE =
          in(response)
              .findConstructor(
                  response,
                  MethodType.methodType(
                      void.class,
                      request,
                      exchange,
                      HttpHeaders.class,
                      connection,
                      int.class,
                      Version.class));
      STATUS = method(response, "statusCode", int.class);
      HEADERS = method(response, "headers", HttpHeaders.class);
      VERSION = method(response, "version", Version.class);
      RESPONDED = getter(response, "exchange", exchange);
    } catch (ReflectiveOperationException missing) {
      throw new IllegalStateException("java.net.http is not as expected", missing);
    }
  }

  private Internals() {}

  static HttpRequest request(Object exchange) throws Throwable {
    return (HttpRequest) REQUEST.invoke(exchange);
  }

  static HttpRequest requestOfHttp1(Object http1Request) throws Throwable {
    return (HttpRequest) HTTP1_REQUEST.invoke(http1Request);
  }

  /** Null: a call that was left alone when it was made. */
  static @Nullable CallHandler<?> handler(Object multi) throws Throwable {
    return HANDLER.invoke(multi) instanceof CallHandler<?> handler ? handler : null;
  }

  static Object multi(Object exchange) throws Throwable {
    return MULTI.invoke(exchange);
  }

  /** What {@code responseAsync} does. */
  static CompletableFuture<?> respond(Object exchange) throws Throwable {
    return (CompletableFuture<?>) RESPOND.invoke(exchange, (Object) null);
  }

  /** Makes a fresh exchange for the same request the one that the library cancels and reads. */
  static Object again(Object exchange) throws Throwable {
    Object multi = MULTI.invoke(exchange);
    Object fresh = NEW_EXCHANGE.invoke(REQUEST.invoke(exchange), multi);
    SET_EXCHANGE.invoke(multi, fresh);
    Object tracker = CONNECT_TIMEOUT.invoke(multi);
    if (tracker != null) {
      RESET.invoke(tracker);
    }
    return fresh;
  }

  /** The library goes on with {@code first}, which has no connection of its own. */
  static void adopt(Object first, Object settled) throws Throwable {
    SET_IMPL.invoke(first, IMPL.invoke(settled));
  }

  /** As the library marks an answer that it made up itself. */
  static void withoutBody(Object exchange) throws Throwable {
    SET_BODY_IGNORED.invoke(exchange, CompletableFuture.completedFuture(null));
  }

  static void cancel(Object exchange, IOException cause) throws Throwable {
    CANCEL.invoke(exchange, cause);
  }

  /** Done when the connection is free or closed. */
  static CompletableFuture<?> ignoreBody(Object exchange) throws Throwable {
    return (CompletableFuture<?>) IGNORE_BODY.invoke(exchange);
  }

  /** The library's own second go at a call is over. */
  static void retried(Object multi) throws Throwable {
    SET_RETRIED.invoke(multi, true);
  }

  /** Whether the library itself sends this again when a kept connection turns out to be dead. */
  static boolean resends(HttpRequest request) throws Throwable {
    return (boolean) CAN_RETRY.invoke(request);
  }

  static boolean isExpired(Throwable failure) {
    return failure.getClass().getName().equals(PACKAGE + "common.ConnectionExpiredException");
  }

  /** Runs on the client's executor, never on the caller's thread. */
  static Executor executor(Object multi) throws Throwable {
    Object executor = EXECUTOR.invoke(multi);
    return task -> {
      try {
        EXECUTE.invoke(executor, task);
      } catch (RuntimeException | Error thrown) {
        throw thrown;
      } catch (Throwable impossible) {
        throw new IllegalStateException(impossible);
      }
    };
  }

  /** Headers that the library adds itself (cookies, user agent); mutable. */
  @SuppressWarnings("unchecked")
  static Map<String, List<String>> systemHeaders(HttpRequest request) throws Throwable {
    return (Map<String, List<String>>) MAP.invoke(SYSTEM_HEADERS.invoke(request));
  }

  /** A head without a TLS session. */
  static Object response(
      HttpRequest request, Object exchange, HttpHeaders headers, int status, Version version)
      throws Throwable {
    return NEW_RESPONSE.invoke(request, exchange, headers, (Object) null, status, version);
  }

  /** The exchange that this is the head of. */
  static Object exchange(Object response) throws Throwable {
    return RESPONDED.invoke(response);
  }

  static int status(Object response) throws Throwable {
    return (int) STATUS.invoke(response);
  }

  static HttpHeaders headers(Object response) throws Throwable {
    return (HttpHeaders) HEADERS.invoke(response);
  }

  static Version version(Object response) throws Throwable {
    return (Version) VERSION.invoke(response);
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

  private static MethodHandle setter(Class<?> owner, String name, Class<?> type)
      throws ReflectiveOperationException {
    return in(owner).findSetter(owner, name, type);
  }

  /** Up to 17.0.15 and 21.0.4 at least it was called {@code expiredOnce}. */
  private static MethodHandle retriedSetter(Class<?> multi) throws ReflectiveOperationException {
    try {
      return setter(multi, "retriedOnce", boolean.class);
    } catch (NoSuchFieldException named) {
      return setter(multi, "expiredOnce", boolean.class);
    }
  }

  /** Up to 17.0.15 at least there is none but the executor behind it. */
  private static MethodHandle asyncExecute(Class<?> executor) throws ReflectiveOperationException {
    try {
      return method(executor, "ensureExecutedAsync", void.class, Runnable.class);
    } catch (NoSuchMethodException none) {
      return MethodHandles.filterArguments(
          MethodHandles.publicLookup()
              .findVirtual(
                  Executor.class, "execute", MethodType.methodType(void.class, Runnable.class)),
          0,
          method(executor, "delegate", Executor.class));
    }
  }

  private static MethodHandle method(
      Class<?> owner, String name, Class<?> result, Class<?>... parameters)
      throws ReflectiveOperationException {
    return in(owner).findVirtual(owner, name, MethodType.methodType(result, parameters));
  }
}
