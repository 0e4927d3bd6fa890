package dev.weft.benchmarks.apps.start;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

/**
 * A server and a client in one program. Prints {@code READY} when the first request was answered,
 * then obeys single characters on its standard input and answers each with {@code DONE}: {@code n}
 * one request by the name {@code localhost}, {@code r} 2,000 requests by address. Ends with its
 * input.
 */
public final class HttpPair {
  private static final int MANY = 2_000;
  private static final byte[] BODY = new byte[1024];

  private HttpPair() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", HttpPair::answer);
    server.start();
    int port = server.getAddress().getPort();
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    get(client, "127.0.0.1", port);
    System.out.println("READY");
    for (int command = System.in.read(); command >= 0; command = System.in.read()) {
      if (command == 'n') {
        get(client, "localhost", port);
        System.out.println("DONE");
      } else if (command == 'r') {
        for (int i = 0; i < MANY; i++) {
          get(client, "127.0.0.1", port);
        }
        System.out.println("DONE");
      }
    }
    server.stop(0);
  }

  private static void answer(HttpExchange exchange) throws IOException {
    exchange.getRequestBody().readAllBytes();
    exchange.sendResponseHeaders(200, BODY.length);
    exchange.getResponseBody().write(BODY);
    exchange.close();
  }

  private static void get(HttpClient client, String host, int port)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + host + ":" + port + "/")).build();
    int status = client.send(request, BodyHandlers.ofByteArray()).statusCode();
    if (status != 200) {
      throw new IOException("status " + status + "; expected 200");
    }
  }
}
