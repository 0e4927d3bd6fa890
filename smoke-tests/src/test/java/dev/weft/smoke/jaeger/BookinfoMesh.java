package dev.weft.smoke.jaeger;

import dev.weft.smoke.harness.Await;
import dev.weft.smoke.harness.Collector;
import dev.weft.smoke.harness.Jars;
import dev.weft.smoke.harness.Jdk;
import dev.weft.smoke.harness.Jvm;
import dev.weft.smoke.harness.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A collector that forwards its traces, and one instance of each Bookinfo service. */
final class BookinfoMesh implements AutoCloseable {
  private final List<Jvm> services = new ArrayList<>();
  private final Collector collector;
  private final int pagePort;

  BookinfoMesh(String otlpEndpoint) {
    collector = new Collector("--otlp-endpoint", otlpEndpoint);
    pagePort = start("productpage", "v1");
    start("details", "v1");
    start("reviews", "v2");
    start("ratings", "v1");
    for (String service : List.of("productpage", "details", "reviews", "ratings")) {
      collector.awaitInstances(service, 1, true);
    }
  }

  private int start(String service, String version) {
    int port = Ports.free();
    services.add(
        Jvm.builder(Jdk.running(), service)
            .agent(
                Map.of(
                    "collector",
                    collector.url(),
                    "service",
                    service,
                    "labels",
                    "version=" + version,
                    "ports",
                    "9080:" + port))
            .jar(Jars.bookinfo(), service, Integer.toString(port), version)
            .start(line -> {}));
    return port;
  }

  /** Loads the page until it is whole, once. */
  void loadPage() {
    HttpClient http = HttpClient.newHttpClient();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + pagePort + "/productpage"))
            .timeout(Duration.ofSeconds(20))
            .build();
    Await.until(
        "a whole page",
        Duration.ofSeconds(30),
        () -> {
          try {
            String page = http.send(request, HttpResponse.BodyHandlers.ofString()).body();
            return page.contains("\"color\":\"black\"") && page.contains("William Shakespeare")
                ? page
                : null;
          } catch (IOException notYet) {
            return null;
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
          }
        },
        () -> services);
  }

  @Override
  public void close() {
    services.forEach(Jvm::close);
    collector.close();
  }
}
