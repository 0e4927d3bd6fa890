package dev.weft.smoke.survival;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.smoke.app.Line;
import dev.weft.smoke.harness.App;
import dev.weft.smoke.harness.Await;
import dev.weft.smoke.harness.Collector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The collector's clock and those of the agents differ, as those of machines do. */
class ClockIT {
  /** A lease of 15 s and a little. */
  private static final Duration LONGER_THAN_A_LEASE = Duration.ofSeconds(18);

  private static final Pattern COUNTED =
      Pattern.compile(
          "istio_requests_total\\{[^}]*reporter=\"source\"[^}]*"
              + "source_canonical_service=\"caller\"[^}]*} ([0-9.]+)");

  private final List<App> apps = new ArrayList<>();
  private Collector collector;
  private int calls;

  @AfterEach
  void stop() {
    apps.forEach(App::close);
    collector.close();
  }

  private App keep(App.Spec spec, String account) {
    App app = spec.setting("token-file", collector.token(account).toString()).start();
    apps.add(app);
    return app.started();
  }

  @ParameterizedTest
  @ValueSource(longs = {5, -5})
  void fiveMinutesBetweenClocksChangeNothing(long minutesAhead) {
    collector = Collector.withClock(Duration.ofMinutes(minutesAhead));
    keep(Apps.server(collector, "echo", "echo", Apps.stateDir()), "echo");
    App caller = keep(Apps.caller(collector, "caller", Apps.stateDir()), "caller");
    // By TLS and a token, and with a certificate that its holder takes for valid.
    collector.awaitInstances("echo", 1, true);
    // Without certificates that both take for valid every call is refused.
    collector.apply(
        """
        apiVersion: networking.istio.io/v1
        kind: DestinationRule
        metadata: {name: echo, namespace: default}
        spec:
          host: echo
          trafficPolicy: {tls: {mode: ISTIO_MUTUAL}}
        """);

    long end = System.nanoTime() + LONGER_THAN_A_LEASE.toNanos();
    while (System.nanoTime() - end < 0) {
      Line result = caller.load("url", "http://echo/?ms=10", "calls", 50, "threads", 2);
      assertThat(result.get("status.200")).as(result.toString()).isEqualTo("50");
      calls += 50;
      assertThat(collector.items("/v1/instances")).hasSize(1);
      for (JsonNode agent : collector.items("/v1/agents")) {
        assertThat(agent.path("connected").asBoolean()).isTrue();
      }
    }

    Await.until(
        "every call is counted",
        Duration.ofSeconds(20),
        () -> counted() == calls,
        () -> counted() + " of " + calls + "\n" + collector.text("/metrics"));
    apps.get(0).jvm().kill();
    Await.until(
        "the killed instance goes with its lease",
        Duration.ofSeconds(20),
        () -> collector.items("/v1/instances").isEmpty());
  }

  private int counted() {
    double sum = 0;
    Matcher line = COUNTED.matcher(collector.text("/metrics"));
    while (line.find()) {
      sum += Double.parseDouble(line.group(1));
    }
    return (int) sum;
  }
}
