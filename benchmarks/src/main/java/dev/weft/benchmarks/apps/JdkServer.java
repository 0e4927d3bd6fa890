package dev.weft.benchmarks.apps;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** {@code com.sun.net.httpserver}, answering from memory. */
public final class JdkServer {
  private static final int THREADS = 32;

  private JdkServer() {}

  public static void main(String... args) throws Exception {
    Arguments arguments = new Arguments(args);
    InetSocketAddress address = new InetSocketAddress("127.0.0.1", arguments.number("--port"));
    Tls tls = Tls.of(arguments);
    HttpServer server =
        tls == null ? HttpServer.create(address, 0) : secure(address, tls.context());
    server.setExecutor(Executors.newFixedThreadPool(THREADS));
    server.createContext("/", JdkServer::answer);
    server.start();
    Control.serve();
  }

  private static HttpServer secure(InetSocketAddress address, SSLContext context)
      throws IOException {
    HttpsServer server = HttpsServer.create(address, 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(context) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters mutual = context.getDefaultSSLParameters();
            mutual.setProtocols(new String[] {"TLSv1.3"});
            mutual.setNeedClientAuth(true);
            parameters.setSSLParameters(mutual);
          }
        });
    return server;
  }

  private static void answer(HttpExchange exchange) throws IOException {
    byte[] body = Bodies.of(exchange.getRequestURI().getPath());
    if (body == null) {
      exchange.sendResponseHeaders(404, -1);
    } else {
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }
}
