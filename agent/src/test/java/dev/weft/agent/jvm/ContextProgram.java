package dev.weft.agent.jvm;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Serves a call by calling on, from tasks handed over in several ways; prints the trace that each
 * of those calls belonged to.
 */
final class ContextProgram {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static String base = "";

  private ContextProgram() {}

  public static void main(String[] args) throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    ExecutorService handlers = Executors.newFixedThreadPool(4);
    server.setExecutor(handlers);
    server.createContext("/echo", ContextProgram::echo);
    server.createContext("/work", ContextProgram::work);
    server.start();
    base = "http://127.0.0.1:" + server.getAddress().getPort();
    // The executors are woven in the background once a server is.
    String first = "f".repeat(32);
    for (int i = 0; i < 500; i++) {
      if (call("/work", parent(first)).contains("executor=" + first)) {
        break;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
    for (int i = 1; i <= 2; i++) {
      String trace = String.valueOf(i).repeat(32);
      System.out.println(call("/work", parent(trace)));
    }
    System.exit(0);
  }

  private static String parent(String trace) {
    return "00-" + trace + "-00f067aa0ba902b7-01";
  }

  private static String call(String path, String parent) throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path));
    if (!parent.isEmpty()) {
      request.header("traceparent", parent);
    }
    return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString()).body();
  }

  /** Calls on; the trace that the call belonged to. */
  private static String onward() throws IOException, InterruptedException {
    return call("/echo", "");
  }

  private static void echo(HttpExchange exchange) throws IOException {
    List<String> parents = exchange.getRequestHeaders().get("traceparent");
    answer(exchange, parents == null ? "none" : parents.get(0).split("-")[1]);
  }

  private static void work(HttpExchange exchange) throws IOException {
    Map<String, String> seen = new TreeMap<>();
    ScheduledExecutorService scheduled = Executors.newScheduledThreadPool(1);
    ExecutorService pool = Executors.newCachedThreadPool();
    try {
      seen.put("direct", onward());
      seen.put("executor", pool.submit(ContextProgram::onward).get());
      seen.put(
          "scheduled", scheduled.schedule(ContextProgram::onward, 1, TimeUnit.MILLISECONDS).get());
      seen.put("fork-join", new ForkJoinPool(1).submit(ContextProgram::onward).get());
      seen.put(
          "future", CompletableFuture.supplyAsync(() -> quietly(ContextProgram::onward)).get());
      HttpRequest next = HttpRequest.newBuilder(URI.create(base + "/echo")).build();
      HttpResponse.BodyHandler<String> text = HttpResponse.BodyHandlers.ofString();
      seen.put(
          "stage",
          CLIENT
              .sendAsync(next, text)
              .thenCompose(response -> CLIENT.sendAsync(next, text))
              .get()
              .body());
      if (Runtime.version().feature() >= 21) {
        ExecutorService virtual =
            (ExecutorService)
                Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        seen.put("virtual", virtual.submit(ContextProgram::onward).get());
      }
    } catch (Exception e) {
      seen.put("failed", e.toString());
    } finally {
      scheduled.shutdown();
      pool.shutdown();
    }
    answer(exchange, seen.toString());
  }

  private static <T> T quietly(Callable<T> task) {
    try {
      return task.call();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static void answer(HttpExchange exchange, String text) throws IOException {
    byte[] body = text.getBytes();
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}
