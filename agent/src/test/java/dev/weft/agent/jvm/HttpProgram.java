package dev.weft.agent.jvm;

import com.sun.net.httpserver.HttpServer;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/**
 * Serves itself one call with the JDK's own client and server, and ends; where it is given a URL,
 * when that has answered.
 */
final class HttpProgram {
  private HttpProgram() {}

  public static void main(String[] args) throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          boolean traced = exchange.getRequestHeaders().containsKey("traceparent");
          System.out.println(traced ? "traced" : "untraced");
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    HttpClient client = HttpClient.newHttpClient();
    int status =
        client
            .send(
                HttpRequest.newBuilder(URI.create(url)).build(),
                HttpResponse.BodyHandlers.discarding())
            .statusCode();
    System.out.println("status " + status);
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      System.out.println("thread " + thread.getName() + (thread.isDaemon() ? " daemon" : ""));
    }
    System.out.println("woven " + System.getProperty("watch.woven", "unwatched"));
    if (args.length > 0) {
      // A client that is not woven.
      HttpURLConnection waits = (HttpURLConnection) URI.create(args[0]).toURL().openConnection();
      System.out.println("waited " + waits.getResponseCode());
    }
    server.stop(0);
  }
}
