package dev.weft.instrumentation.http.jdk.client;

import dev.weft.bootstrap.Adapter;
import dev.weft.bootstrap.Adapter.Requirement;
import dev.weft.bootstrap.HookPoint;
import java.util.List;

/**
 * {@code java.net.http.HttpClient}, {@code send} and {@code sendAsync}, HTTP/1.1 and HTTP/2. Woven
 * below the library's redirects, authentication, cookies and request timeout and above its
 * connection pool: {@code Exchange.responseAsync} is one request of the library until its head, so
 * a redirect that it follows is a call of its own, and what the application is given (its future,
 * its body handler's one run) is the library's work as ever.
 */
public final class JavaHttpClient {
  /** Up to JDK 17.0.15 and 21.0.4 at least the second. */
  static final String RETRIED = "retriedOnce|expiredOnce";

  static final String EXPIRED = "jdk.internal.net.http.common.ConnectionExpiredException";

  private static final String P = "jdk.internal.net.http.";
  private static final String L = "Ljdk/internal/net/http/";
  private static final String HTTP = "Ljava/net/http/";
  private static final String FUTURE = "Ljava/util/concurrent/CompletableFuture;";

  /** Parameters of {@code MultiExchange}; the fourth is woven. */
  private static final String NEW_MULTI =
      "("
          + HTTP
          + "HttpRequest;"
          + L
          + "HttpRequestImpl;"
          + L
          + "HttpClientImpl;"
          + HTTP
          + "HttpResponse$BodyHandler;"
          + HTTP
          + "HttpResponse$PushPromiseHandler;";

  private JavaHttpClient() {}

  public static Adapter adapter() {
    return new Adapter(
        "java-http-client",
        List.of("route", "headers", "retry", "timeout", "fault", "mtls", "trace"),
        List.of(
            HookPoint.argument(P + "MultiExchange", "<init>", "", 3, "handler"),
            HookPoint.result(
                P + "MultiExchange",
                "responseAsync",
                "(Ljava/util/concurrent/Executor;)" + FUTURE,
                "answered"),
            HookPoint.exit(
                P + "MultiExchange", "cancel", "(Ljava/io/IOException;)V", "cancelled-because"),
            HookPoint.result(P + "MultiExchange", "cancel", "(Z)Z", "cancelled"),
            HookPoint.replace(P + "Exchange", "responseAsync", "()" + FUTURE, "call"),
            HookPoint.replace(
                P + "Exchange",
                "readBodyAsync",
                "(" + HTTP + "HttpResponse$BodyHandler;)" + FUTURE,
                "body"),
            // Another's subscriber is asked for its body on a thread of its own: one more wake-up.
            HookPoint.argument(
                    P + "ResponseSubscribers$TrustedSubscriber",
                    "needsExecutor",
                    "(" + HTTP + "HttpResponse$BodySubscriber;)Z",
                    0,
                    "subscriber")
                .ifPresent(),
            HookPoint.replace(
                P + "Exchange",
                "nullBody",
                "(" + HTTP + "HttpResponse;Ljava/lang/Throwable;)V",
                "no-body"),
            HookPoint.replace(
                P + "HttpRequestImpl", "getAddress", "()Ljava/net/InetSocketAddress;", "address"),
            HookPoint.replace(P + "HttpRequestImpl", "secure", "()Z", "secure"),
            HookPoint.replace(
                P + "HttpRequestImpl", "proxy", "()Ljava/net/InetSocketAddress;", "proxy"),
            HookPoint.result(
                P + "HttpRequestImpl", "getUserHeaders", "()" + HTTP + "HttpHeaders;", "headers"),
            HookPoint.result(P + "Http1Request", "hostString", "()Ljava/lang/String;", "host"),
            HookPoint.result(P + "Http1Request", "requestURI", "()Ljava/lang/String;", "target"),
            HookPoint.result(
                P + "Stream",
                "createPseudoHeaders",
                "(" + HTTP + "HttpRequest;)" + HTTP + "HttpHeaders;",
                "pseudo-headers"),
            HookPoint.replace(
                P + "AbstractAsyncSSLConnection",
                "createEngine",
                "(Ljavax/net/ssl/SSLContext;Ljava/lang/String;ILjavax/net/ssl/SSLParameters;)"
                    + "Ljavax/net/ssl/SSLEngine;",
                "engine")),
        requirements(),
        List.of(
            "java.net.http/jdk.internal.net.http", "java.net.http/jdk.internal.net.http.common"),
        "dev.weft.instrumentation.http.jdk.client.ClientHooks");
  }

  private static List<Requirement> requirements() {
    return List.of(
        new Requirement(P + "Exchange", "request", L + "HttpRequestImpl;"),
        new Requirement(P + "Exchange", "multi", L + "MultiExchange;"),
        new Requirement(P + "Exchange", "exchImpl", L + "ExchangeImpl;"),
        new Requirement(P + "Exchange", "bodyIgnored", FUTURE),
        new Requirement(
            P + "Exchange", "<init>", "(" + L + "HttpRequestImpl;" + L + "MultiExchange;)V"),
        new Requirement(P + "Exchange", "responseAsyncImpl", "(" + L + "HttpConnection;)" + FUTURE),
        new Requirement(P + "Exchange", "cancel", "(Ljava/io/IOException;)V"),
        new Requirement(P + "Exchange", "ignoreBody", "()" + FUTURE),
        // What is woven is its fourth parameter. Until JDK 24 it is given an access context too.
        new Requirement(
            P + "MultiExchange",
            "<init>",
            NEW_MULTI + "Ljava/security/AccessControlContext;)V|" + NEW_MULTI + ")V"),
        new Requirement(P + "MultiExchange", "responseHandler", HTTP + "HttpResponse$BodyHandler;"),
        new Requirement(P + "MultiExchange", "setExchange", "(" + L + "Exchange;)V"),
        new Requirement(P + "MultiExchange", RETRIED, "Z"),
        new Requirement(P + "MultiExchange", "canRetryRequest", "(" + HTTP + "HttpRequest;)Z"),
        new Requirement(
            P + "MultiExchange", "connectTimeout", L + "MultiExchange$ConnectTimeoutTracker;"),
        new Requirement(P + "MultiExchange$ConnectTimeoutTracker", "reset", "()V"),
        new Requirement(P + "MultiExchange", "executor", L + "HttpClientImpl$DelegatingExecutor;"),
        new Requirement(
            P + "HttpClientImpl$DelegatingExecutor",
            "delegate",
            "()Ljava/util/concurrent/Executor;"),
        new Requirement(
            P + "HttpRequestImpl",
            "getSystemHeadersBuilder",
            "()" + L + "common/HttpHeadersBuilder;"),
        new Requirement(P + "common.HttpHeadersBuilder", "map", "()Ljava/util/Map;"),
        new Requirement(EXPIRED, "", ""),
        new Requirement(P + "Http1Request", "request", L + "HttpRequestImpl;"),
        new Requirement(
            P + "Response",
            "<init>",
            "("
                + L
                + "HttpRequestImpl;"
                + L
                + "Exchange;"
                + HTTP
                + "HttpHeaders;"
                + L
                + "HttpConnection;I"
                + HTTP
                + "HttpClient$Version;)V"),
        new Requirement(P + "Response", "exchange", L + "Exchange;"),
        new Requirement(P + "Response", "statusCode", "()I"),
        new Requirement(P + "Response", "headers", "()" + HTTP + "HttpHeaders;"),
        new Requirement(P + "Response", "version", "()" + HTTP + "HttpClient$Version;"));
  }
}
