package dev.weft.smoke.observe;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weft.smoke.harness.Ports;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The real Prometheus in a process of its own, scraping one collector every 7 s. */
final class Prometheus implements AutoCloseable {
  /** Rarer than agents report: irate looks at two scrapes only, and shall find calls between. */
  private static final String CONFIG =
      """
      global: {scrape_interval: 7s, scrape_timeout: 5s}
      scrape_configs:
      - job_name: weft
        static_configs:
        - targets: ['127.0.0.1:%d']
      """;

  /** What is added for a collector that is protected. */
  private static final String PROTECTED =
      """
        scheme: https
        tls_config: {ca_file: %s}
        authorization: {credentials_file: %s}
      """;

  private final HttpClient http = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();
  private final Path log;
  private final Process process;
  private final String url;

  private Prometheus(Path binary, String text) throws IOException {
    Path data = Files.createTempDirectory("weft-prometheus-");
    Path config = Files.writeString(data.resolve("prometheus.yml"), text);
    log = data.resolve("log");
    int port = Ports.free();
    url = "http://127.0.0.1:" + port;
    process =
        new ProcessBuilder(
                binary.toString(),
                "--config.file=" + config,
                "--storage.tsdb.path=" + data.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port,
                "--enable-feature=exemplar-storage")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
  }

  /** Skips the test where Prometheus is not installed. */
  static Prometheus startOrSkip(int collectorPort) throws IOException {
    return new Prometheus(binaryOrSkip(), CONFIG.formatted(collectorPort));
  }

  /** The same for a collector that wants TLS and a token. */
  static Prometheus startOrSkip(int collectorPort, Path roots, Path token) throws IOException {
    return new Prometheus(
        binaryOrSkip(), CONFIG.formatted(collectorPort) + PROTECTED.formatted(roots, token));
  }

  private static Path binaryOrSkip() {
    Path found =
        Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
            .map(folder -> Path.of(folder, "prometheus"))
            .filter(Files::isExecutable)
            .findFirst()
            .orElse(null);
    assumeTrue(found != null, "prometheus is not installed (Debian: apt-get install prometheus)");
    return found;
  }

  /** Null: it does not answer yet. */
  @Nullable JsonNode data(String path) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(url + path)).timeout(Duration.ofSeconds(10)).build();
      JsonNode answer = json.readTree(http.send(request, BodyHandlers.ofString()).body());
      if (answer.path("status").asText().equals("success")) {
        return answer.path("data");
      }
      throw new AssertionError(path + ": " + answer);
    } catch (IOException e) {
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The samples that a query has now: each with its labels under {@code metric}. */
  JsonNode query(String query) {
    JsonNode data = data("/api/v1/query?query=" + encoded(query));
    if (data == null) {
      throw new AssertionError("Prometheus is gone: " + this);
    }
    return data.path("result");
  }

  /** The trace ids that it keeps for a query of the last minute. */
  List<String> exemplars(String query) {
    Instant now = Instant.now();
    JsonNode data =
        data(
            "/api/v1/query_exemplars?query="
                + encoded(query)
                + "&start="
                + now.minusSeconds(60).getEpochSecond()
                + "&end="
                + now.plusSeconds(1).getEpochSecond());
    return data == null ? List.of() : data.findValuesAsText("trace_id");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** Whether the last scrape worked; else what was wrong with it. */
  String scrape() {
    JsonNode data = data("/api/v1/targets");
    JsonNode target = data == null ? null : data.path("activeTargets").path(0);
    return target == null
        ? "not up"
        : target.path("health").asText() + target.path("lastError").asText();
  }

  @Override
  public String toString() {
    try {
      return scrape() + "\n" + Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
