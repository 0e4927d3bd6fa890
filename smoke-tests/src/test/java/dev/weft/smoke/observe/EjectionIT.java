package dev.weft.smoke.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.smoke.harness.App;
import dev.weft.smoke.harness.Await;
import dev.weft.smoke.harness.EchoMesh;
import dev.weft.smoke.harness.Jdk;
import dev.weft.smoke.harness.Ports;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** An instance that fails is ejected by its caller, and everybody sees it. */
class EjectionIT {
  private static final String ALL = "/v1/ejections";
  private static final Duration SOON = Duration.ofSeconds(30);

  /** A caller of two instances. */
  private static final class Mesh extends EchoMesh {
    final App caller;

    Mesh() {
      super(Jdk.running());
      caller = keep(spec("caller").start());
      for (String version : List.of("v1", "v2")) {
        int port = Ports.free();
        echo(
            version,
            spec("echo")
                .server("dev.weft.smoke.app.JdkServerDriver", port)
                .setting("labels", "version=" + version)
                .setting("ports", "80:" + port)
                .start());
      }
      awaitStarted();
      collector().awaitInstances("echo", 2, true);
      caller.get("http://echo/");
      collector().awaitAgents("caller", "echo");
    }

    private App.Spec spec(String service) {
      return App.spec(jdk(), service)
          .client("dev.weft.smoke.app.JdkClientDriver")
          .meshed(settings(service));
    }
  }

  @Test
  void anInstanceThatFailsIsShownAsEjectedUntilItReturns() throws Exception {
    try (Mesh mesh = new Mesh()) {
      List<String> events = events(mesh);
      mesh.collector()
          .apply(
              """
              apiVersion: networking.istio.io/v1
              kind: DestinationRule
              metadata: {name: echo, namespace: default}
              spec:
                host: echo
                trafficPolicy:
                  outlierDetection:
                    consecutive5xxErrors: 3
                    interval: 1s
                    baseEjectionTime: 8s
                    maxEjectionPercent: 1
              """);
      for (int i = 0; i < 20; i++) {
        assertThat(mesh.caller.get("http://echo/codes?codes=500").get("status")).isEqualTo("500");
      }
      JsonNode out =
          Await.until("an ejection", SOON, () -> first(mesh), () -> mesh.collector().get(ALL));
      assertThat(out.path("by").asText()).isEqualTo("default/caller");
      assertThat(out.path("cause").asText()).isEqualTo("consecutive_5xx");
      assertThat(out.path("failures").asInt()).isEqualTo(3);
      assertThat(out.path("untilMillis").asLong() - out.path("sinceMillis").asLong())
          .isBetween(7_900L, 8_100L);
      String id = out.path("instance").asText();
      for (JsonNode instance : mesh.collector().items("/v1/instances")) {
        boolean ejected = instance.path("id").asText().equals(id);
        assertThat(instance.path("ejectedBy")).hasSize(ejected ? 1 : 0);
      }
      JsonNode graph = mesh.collector().get("/v1/graph?window=60");
      JsonNode echo = named(graph.path("nodes"), "default/echo");
      assertThat(echo.path("ejected").asInt()).isEqualTo(1);
      assertThat(echo.path("troubled").path(0).path("why").asText())
          .startsWith("ejected by default/caller");

      // Nobody calls any more, and it returns all the same.
      Await.until(
          "its return",
          SOON,
          () -> first(mesh) == null ? Boolean.TRUE : null,
          () -> mesh.collector().get(ALL));
      Await.until(
          "both events",
          SOON,
          () -> events.size() == 2 ? Boolean.TRUE : null,
          () -> events.toString());
      assertThat(events.get(0)).contains("\"state\":\"ejected\"").contains(id);
      assertThat(events.get(1)).contains("\"state\":\"returned\"").contains(id);
    }
  }

  private static @Nullable JsonNode first(Mesh mesh) {
    return mesh.collector().get(ALL).path("ejections").get(0);
  }

  private static JsonNode named(JsonNode nodes, String id) {
    return StreamSupport.stream(nodes.spliterator(), false)
        .filter(node -> node.path("id").asText().equals(id))
        .findFirst()
        .orElseThrow();
  }

  /** What the collector publishes of ejections from now on; ends with it. */
  private static List<String> events(Mesh mesh) throws IOException {
    List<String> events = new CopyOnWriteArrayList<>();
    BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                URI.create(mesh.collector().url() + "/v1/events").toURL().openStream(),
                StandardCharsets.UTF_8));
    lines.readLine();
    Thread reader =
        new Thread(
            () -> {
              try {
                String type = "";
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                  type = line.startsWith("event:") ? line : type;
                  if (line.startsWith("data:") && type.endsWith("ejection")) {
                    events.add(line);
                  }
                }
              } catch (IOException collectorEnded) {
                // As it should.
              }
            });
    reader.setDaemon(true);
    reader.start();
    return events;
  }
}
