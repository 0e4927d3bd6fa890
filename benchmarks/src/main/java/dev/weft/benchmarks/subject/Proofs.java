package dev.weft.benchmarks.subject;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.benchmarks.process.MeasuredProcess;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;

/** Proofs that subjects have in common. */
final class Proofs {
  /** What a driver sends to see the wire: every one of them understands its first load. */
  private static final Duration SOON = Duration.ofSeconds(20);

  private Proofs() {}

  /**
   * Lets the driver call one instance through a relay.
   *
   * @param scheme of the URL that it calls
   */
  static void wire(Stage stage, String scheme, boolean tls)
      throws IOException, InterruptedException, CheckFailed {
    Role called = stage.lastCallee();
    MeasuredProcess driver = stage.driver();
    try (Relay relay =
        new Relay(new InetSocketAddress("127.0.0.1", 0), stage.ports(called).get(0))) {
      driver.ask("get " + scheme + "://localhost:" + relay.port() + " " + stage.variant(), SOON);
      relay.expect(tls);
    }
  }

  /** Spans of every counted program are in the collector. */
  static void spans(Stage stage) throws IOException, InterruptedException, CheckFailed {
    for (Role role : stage.dressed()) {
      stage
          .collector()
          .await(
              "spans of " + stage.service(role),
              () -> services(stage).contains(stage.service(role)),
              () -> "none came");
    }
  }

  static void noSpans(Stage stage) throws IOException, InterruptedException, CheckFailed {
    for (Role role : stage.dressed()) {
      if (services(stage).contains(stage.service(role))) {
        throw new CheckFailed(stage.service(role) + " sends spans; none are expected");
      }
    }
  }

  private static TreeSet<String> services(Stage stage) throws IOException, InterruptedException {
    TreeSet<String> names = new TreeSet<>();
    stage.collector().get("/api/services").path("data").forEach(name -> names.add(name.asText()));
    return names;
  }

  /** No agent of Weft is in its programs. */
  static void notMeshed(Stage stage) throws IOException, InterruptedException, CheckFailed {
    for (Role role : stage.dressed()) {
      List<JsonNode> agents = stage.collector().ofService("agents", stage.service(role));
      if (!agents.isEmpty()) {
        throw new CheckFailed(stage.service(role) + " has an agent: " + agents);
      }
    }
  }
}
