package dev.weft.instrumentation.http.jdk.server;

import dev.weft.bootstrap.Adapter;
import dev.weft.bootstrap.Adapter.Requirement;
import dev.weft.bootstrap.HookPoint;
import java.util.List;

/**
 * {@code com.sun.net.httpserver}. A plaintext server's connections read and write through a channel
 * that tells mesh TLS from plaintext by the first byte, so one port serves both; calls pass a
 * filter that is put before the application's own for each request and is not among those of its
 * context.
 */
public final class JdkHttpServer {
  static final String NAME = "jdk-http-server";

  /** Ends the chain of filters of a request, with the context's handler. */
  static final String LINK = "sun.net.httpserver.ServerImpl$Exchange$LinkHandler";

  private static final String P = "sun.net.httpserver.";
  private static final String L = "Lsun/net/httpserver/";
  private static final String H = "Lcom/sun/net/httpserver/Headers;";
  private static final String CHANNEL = "(" + L + "ServerImpl;Ljava/nio/channels/SocketChannel;)V";

  private JdkHttpServer() {}

  public static Adapter adapter() {
    return new Adapter(
        NAME,
        List.of("listen", "context", "trace", "authorize", "mtls"),
        List.of(
            HookPoint.exit(P + "ServerImpl", "start", "()V", "start"),
            HookPoint.enter(P + "ServerImpl", "stop", "(I)V", "stop"),
            HookPoint.argument(P + "Request$ReadStream", "<init>", CHANNEL, 1, "reads"),
            HookPoint.argument(P + "Request$WriteStream", "<init>", CHANNEL, 1, "writes"),
            HookPoint.result(P + "Request", "outputStream", "()Ljava/io/OutputStream;", "replies"),
            HookPoint.argument(
                "com.sun.net.httpserver.Filter$Chain",
                "<init>",
                "(Ljava/util/List;Lcom/sun/net/httpserver/HttpHandler;)V",
                0,
                "filters"),
            HookPoint.enter(P + "ServerImpl", "addEvent", "(" + L + "Event;)V", "event"),
            HookPoint.exit(P + "ExchangeImpl", "close", "()V", "closed")),
        List.of(
            new Requirement(P + "ServerImpl", "https", "Z"),
            new Requirement(P + "ServerImpl", "getAddress", "()Ljava/net/InetSocketAddress;"),
            new Requirement(LINK, "", ""),
            new Requirement(P + "Event", "exchange", L + "ExchangeImpl;"),
            new Requirement(P + "HttpExchangeImpl", "impl", L + "ExchangeImpl;"),
            new Requirement(P + "HttpsExchangeImpl", "impl", L + "ExchangeImpl;"),
            new Requirement(P + "ExchangeImpl", "connection", L + "HttpConnection;"),
            new Requirement(P + "HttpConnection", "raw", "Ljava/io/InputStream;"),
            new Requirement(
                P + "Request$ReadStream", "channel", "Ljava/nio/channels/SocketChannel;"),
            new Requirement(
                P + "Request$WriteStream", "channel", "Ljava/nio/channels/SocketChannel;"),
            new Requirement(P + "ExchangeImpl", "rspContentLen", "J"),
            new Requirement(P + "ExchangeImpl", "sentHeaders", "Z"),
            new Requirement(P + "UnmodifiableHeaders", "headers", H),
            new Requirement("com.sun.net.httpserver.Headers", "map", "Ljava/util/HashMap;"),
            new Requirement("java.io.FilterInputStream", "in", "Ljava/io/InputStream;")),
        List.of(
            "jdk.httpserver/sun.net.httpserver",
            "jdk.httpserver/com.sun.net.httpserver",
            "java.base/java.io"),
        "dev.weft.instrumentation.http.jdk.server.ServerHooks");
  }
}
