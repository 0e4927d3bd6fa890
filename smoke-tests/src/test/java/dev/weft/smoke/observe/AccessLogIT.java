package dev.weft.smoke.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weft.smoke.harness.Await;
import dev.weft.smoke.harness.Bookinfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A Telemetry document switches the access log of one service on, with its filter, and off. */
class AccessLogIT {
  private static final String DOCUMENT =
      """
      apiVersion: telemetry.istio.io/v1
      kind: Telemetry
      metadata: {name: log, namespace: default}
      spec:
        selector: {matchLabels: {app: reviews}}
        accessLogging:
        - filter: {expression: "%s"}
      """;

  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void linesComeFromTheSelectedServiceAloneAndAsTheFilterSays() {
    try (Bookinfo mesh = new Bookinfo()) {
      mesh.awaitPage();
      mesh.collector().apply(DOCUMENT.formatted("response.code < 400"));
      List<JsonNode> lines =
          Await.until(
              "a line of both sides",
              Duration.ofSeconds(30),
              () -> {
                mesh.awaitPage();
                List<JsonNode> now = lines(mesh, "reviews");
                return now.stream().map(line -> line.path("reporter").asText()).distinct().count()
                        == 2
                    ? now
                    : null;
              },
              () -> lines(mesh, "reviews"));
      JsonNode served = first(lines, "destination");
      assertThat(served.path("response_code").asInt()).isEqualTo(200);
      assertThat(served.path("path").asText()).startsWith("/reviews/");
      assertThat(served.path("downstream_remote_address").asText()).contains("127.0.0.1:");
      JsonNode made = first(lines, "source");
      assertThat(made.path("authority").asText()).startsWith("ratings");
      assertThat(made.path("upstream_cluster").asText())
          .isEqualTo("outbound|9080||ratings.default.svc.cluster.local");
      assertThat(made.path("upstream_request_attempt_count").asInt()).isEqualTo(1);
      assertThat(lines(mesh, "ratings")).isEmpty();

      mesh.collector().apply(DOCUMENT.formatted("response.code >= 400"));
      int before = lines(mesh, "reviews").size();
      for (int i = 0; i < 3; i++) {
        mesh.awaitPage();
      }
      assertThat(lines(mesh, "reviews")).hasSize(before);
    }
  }

  private static JsonNode first(List<JsonNode> lines, String reporter) {
    return lines.stream()
        .filter(line -> line.path("reporter").asText().equals(reporter))
        .findFirst()
        .orElseThrow();
  }

  private List<JsonNode> lines(Bookinfo mesh, String service) {
    URI uri = URI.create(mesh.collector().url() + "/v1/logs/default/" + service + "?limit=1000");
    try {
      List<JsonNode> lines = new ArrayList<>();
      String body = http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
      for (String line : body.lines().toList()) {
        lines.add(new ObjectMapper().readTree(line));
      }
      return lines;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
