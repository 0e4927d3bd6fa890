package dev.weft.smoke.survival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.smoke.app.Line;
import dev.weft.smoke.harness.App;
import dev.weft.smoke.harness.Await;
import dev.weft.smoke.harness.Collector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A JVM on a machine whose clock is wrong: libfaketime gives the whole process another time of day
 * and leaves it the clock by which it waits, as the wrong clock of a machine does.
 */
class ShiftedAgentIT {
  private static final Path LIBRARY =
      Path.of("/usr/lib/" + debianName() + "/faketime/libfaketimeMT.so.1");

  /** A lease of 15 s and a little. */
  private static final Duration LONGER_THAN_A_LEASE = Duration.ofSeconds(18);

  /** More than the test takes, and less than the clocks differ by. */
  private static final int WINDOW_SECONDS = 200;

  /** As Go writes five minutes, give or take the time that a call takes. */
  private static final Pattern SKEW =
      Pattern.compile("not applying calculated delta of -?(4m5|5m0)");

  private final List<App> apps = new ArrayList<>();
  private Collector collector;
  private int calls;

  private static String debianName() {
    return System.getProperty("os.arch").equals("aarch64")
        ? "aarch64-linux-gnu"
        : "x86_64-linux-gnu";
  }

  @BeforeAll
  static void needsLibfaketime() {
    assumeTrue(
        Files.exists(LIBRARY), "libfaketime is not installed (Debian: apt-get install faketime)");
  }

  @AfterEach
  void stop() {
    apps.forEach(App::close);
    collector.close();
  }

  /** Serves and calls. */
  private App.Spec app(String name) {
    return Apps.server(collector, name, name, Apps.stateDir())
        .client("dev.weft.smoke.app.JdkClientDriver")
        .setting("token-file", collector.token(name).toString())
        .option("-Dotel.traces.sampler=always_on");
  }

  private App keep(App.Spec spec) {
    App app = spec.start();
    apps.add(app);
    return app.started();
  }

  @ParameterizedTest
  @ValueSource(ints = {5, -5})
  void aJvmWhoseClockIsFiveMinutesWrongIsInTheMeshAsAnyOther(int minutes) {
    collector = new Collector("--secure");
    App shifted =
        keep(
            app("shifted")
                .environment("LD_PRELOAD", LIBRARY.toString())
                .environment("FAKETIME", (minutes > 0 ? "+" : "") + minutes * 60)
                .environment("FAKETIME_DONT_FAKE_MONOTONIC", "1")
                .environment("DONT_FAKE_MONOTONIC", "1"));
    App steady = keep(app("steady"));
    // Both by TLS and a token, with certificates that their holders take for valid.
    collector.awaitInstances("shifted", 1, true);
    collector.awaitInstances("steady", 1, true);
    for (String host : List.of("shifted", "steady")) {
      // Without certificates that both take for valid every call is refused.
      collector.apply(
          """
          apiVersion: networking.istio.io/v1
          kind: DestinationRule
          metadata: {name: %s, namespace: default}
          spec:
            host: %s
            trafficPolicy: {tls: {mode: ISTIO_MUTUAL}}
          """
              .formatted(host, host));
    }

    long end = System.nanoTime() + LONGER_THAN_A_LEASE.toNanos();
    while (System.nanoTime() - end < 0) {
      calls += 25;
      succeeds(shifted, "http://steady/?ms=5");
      succeeds(steady, "http://shifted/?ms=5");
      assertThat(collector.items("/v1/instances")).hasSize(2);
      for (JsonNode agent : collector.items("/v1/agents")) {
        assertThat(agent.path("connected").asBoolean()).isTrue();
      }
    }

    Await.until(
        "every call is counted, at the time that it is now",
        Duration.ofSeconds(20),
        () -> counted("shifted", "steady") == calls && counted("steady", "shifted") == calls,
        () -> calls + " each way\n" + graph().toPrettyString());
    spansAreOfTheirOwnClocks(minutes);
  }

  /** Jaeger does not move spans either; what clocks differ by is said as it says it. */
  private void spansAreOfTheirOwnClocks(int minutes) {
    long now = System.currentTimeMillis();
    long later = (now + 600_000) * 1_000;
    boolean told = false;
    int shifted = 0;
    for (JsonNode trace : collector.items("/api/traces?service=steady&limit=500&end=" + later)) {
      for (JsonNode span : trace.path("spans")) {
        boolean ofShifted =
            trace
                .path("processes")
                .path(span.path("processID").asText())
                .path("serviceName")
                .asText()
                .equals("shifted");
        shifted += ofShifted ? 1 : 0;
        assertThat(span.path("duration").asLong()).as("%s", span).isBetween(1L, 30_000_000L);
        assertThat(span.path("startTime").asLong() / 1_000 - now)
            .as("%s", span)
            .isCloseTo(ofShifted ? minutes * 60_000L : 0, within(150_000L));
        told |= SKEW.matcher(span.path("warnings").toString()).find();
      }
    }
    assertThat(shifted).isPositive();
    assertThat(told).as("it is said by how much the clocks differ").isTrue();
  }

  private void succeeds(App app, String url) {
    Line result = app.load("url", url, "calls", 25, "threads", 2);
    assertThat(result.get("status.200")).as(result.toString()).isEqualTo("25");
  }

  private JsonNode graph() {
    return collector.get("/v1/graph?window=" + WINDOW_SECONDS);
  }

  /** Calls of one way in the last minutes. */
  private long counted(String from, String to) {
    for (JsonNode edge : graph().path("edges")) {
      if (edge.path("from").asText().contains(from) && edge.path("to").asText().contains(to)) {
        return Math.round(edge.path("rate").asDouble() * WINDOW_SECONDS);
      }
    }
    return 0;
  }
}
