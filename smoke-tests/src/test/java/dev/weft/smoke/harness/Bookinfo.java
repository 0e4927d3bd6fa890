package dev.weft.smoke.harness;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** A collector and one meshed instance of each Bookinfo service, all three libraries' servers. */
public final class Bookinfo implements AutoCloseable {
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<Jvm> services = new ArrayList<>();
  private final Collector collector;
  private final int pagePort;

  /**
   * @param collectorOptions of {@code weft collector}
   */
  public Bookinfo(String... collectorOptions) {
    collector = new Collector(collectorOptions);
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

  public Collector collector() {
    return collector;
  }

  /** The JVM of a service. */
  public Jvm jvm(String service) {
    return services.stream().filter(jvm -> jvm.name().equals(service)).findFirst().orElseThrow();
  }

  /** Loads the page until it is whole, once. */
  public void awaitPage() {
    AtomicReference<String> last = new AtomicReference<>("");
    Await.until(
        "a whole page",
        Duration.ofSeconds(30),
        () -> {
          last.set(page());
          return isWhole(last.get()) ? Boolean.TRUE : null;
        },
        () -> last + "\n" + services);
  }

  /** The page now; what went wrong where there is none. */
  public String page() {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + pagePort + "/productpage"))
            .timeout(Duration.ofSeconds(20))
            .build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    } catch (IOException e) {
      return e.toString();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Whether details, reviews and ratings all had their part in it. */
  public static boolean isWhole(String page) {
    return page.contains("\"color\":\"black\",\"Reviewer1\"")
        && page.contains("William Shakespeare");
  }

  @Override
  public void close() {
    services.forEach(Jvm::close);
    collector.close();
  }
}
