package dev.weft.instrumentation.http.jdk.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import com.sun.net.httpserver.HttpServer;
import dev.weft.core.call.InboundPath;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Over exchanges of the JDK's own server. */
class ServerExchangeTest {
  private static final int LOOKUPS = 20_000;

  /** What is found out about the exchange of a request. */
  private static <T> T served(HttpRequest.Builder request, Function<ServerExchange, T> question)
      throws IOException, InterruptedException, ExecutionException, TimeoutException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    CompletableFuture<T> answer = new CompletableFuture<>();
    server.createContext(
        "/",
        exchange -> {
          try {
            InboundPath path = new InboundPath(System::nanoTime, List.of());
            answer.complete(
                question.apply(
                    new ServerExchange(
                        path,
                        exchange,
                        Internals.implementation(exchange),
                        null,
                        new HeaderNames())));
          } catch (Throwable failure) {
            answer.completeExceptionally(failure);
          }
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
    try {
      URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/p?q=1");
      HttpClient.newHttpClient()
          .send(request.uri(uri).build(), HttpResponse.BodyHandlers.discarding());
      return answer.get(10, TimeUnit.SECONDS);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void headersAreFoundHoweverTheirNamesAreWritten() throws Exception {
    List<String> found =
        served(
            HttpRequest.newBuilder()
                .header("X-Envoy-Expected-Rq-Timeout-Ms", "100")
                .header("baggage", "a=1")
                .header("Baggage", "b=2"),
            x ->
                List.of(
                    String.valueOf(x.header("x-envoy-expected-rq-timeout-ms")),
                    String.valueOf(x.header("BAGGAGE")),
                    String.valueOf(x.header("traceparent")),
                    x.authority().replaceAll("\\d+$", "")));
    assertThat(found).containsExactly("100", "a=1,b=2", "null", "127.0.0.1:");
  }

  @Test
  void lookingForAHeaderAllocatesNothing() throws Exception {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long bytes =
        served(
            HttpRequest.newBuilder().header("traceparent", "00-1-2-00"),
            x -> {
              long least = Long.MAX_VALUE;
              for (int i = 0; i < 5; i++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                for (int j = 0; j < LOOKUPS; j++) {
                  x.header("traceparent");
                  x.header("baggage");
                }
                least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
              }
              return least;
            });
    assertThat(bytes / LOOKUPS).isZero();
  }
}
