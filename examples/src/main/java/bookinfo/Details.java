package bookinfo;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/** What a book is: the JDK's own HTTP server. */
final class Details {
  private static final String BOOK =
      """
      {"id":0,"author":"William Shakespeare","year":1595,"type":"paperback","pages":200,\
      "publisher":"PublisherA","language":"English","ISBN-10":"1234567890"}""";

  private Details() {}

  static void serve(int port) throws IOException {
    // Without it the JDK's server answers 40 ms late on kept connections (Nagle and delayed ACKs).
    System.setProperty("sun.net.httpserver.nodelay", "true");
    HttpServer server = HttpServer.create(new InetSocketAddress(port), 0);
    server.createContext(
        "/details",
        exchange -> {
          byte[] body = BOOK.getBytes(StandardCharsets.UTF_8);
          exchange.getRequestBody().readAllBytes();
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, body.length);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
          }
        });
    server.createContext(
        "/health",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.setExecutor(Executors.newFixedThreadPool(8));
    server.start();
  }
}
