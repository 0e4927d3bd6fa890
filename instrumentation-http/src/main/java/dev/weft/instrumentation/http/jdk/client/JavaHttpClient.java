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
  private static final String P = "jdk.internal.net.http.";
  private static final String L = "Ljdk/internal/net/http/";
  private static final String HTTP = "Ljava/net/http/";
  private static final String FUTURE = "Ljava/util/concurrent/CompletableFuture;";

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
            HookPoint.replace(P + "Exchange", "nullBody", "", "no-body"),
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
        List.of(
            new Requirement(P + "Exchange", "request", L + "HttpRequestImpl;"),
            new Requirement(P + "Exchange", "multi", L + "MultiExchange;"),
            new Requirement(P + "Exchange", "exchImpl", L + "ExchangeImpl;"),
            new Requirement(P + "Exchange", "bodyIgnored", FUTURE),
            new Requirement(
                P + "Exchange", "responseAsyncImpl", "(" + L + "HttpConnection;)" + FUTURE),
            new Requirement(P + "Exchange", "cancel", "(Ljava/io/IOException;)V"),
            new Requirement(
                P + "MultiExchange", "responseHandler", HTTP + "HttpResponse$BodyHandler;"),
            new Requirement(P + "MultiExchange", "setExchange", "(" + L + "Exchange;)V"),
            new Requirement(P + "MultiExchange", "retriedOnce|expiredOnce", "Z"),
            new Requirement(P + "Http1Request", "request", L + "HttpRequestImpl;"),
            new Requirement(P + "Response", "headers", "()" + HTTP + "HttpHeaders;")),
        List.of(
            "java.net.http/jdk.internal.net.http", "java.net.http/jdk.internal.net.http.common"),
        "dev.weft.instrumentation.http.jdk.client.ClientHooks");
  }
}
