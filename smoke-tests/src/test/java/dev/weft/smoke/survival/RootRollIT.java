package dev.weft.smoke.survival;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.smoke.app.Line;
import dev.weft.smoke.harness.App;
import dev.weft.smoke.harness.Await;
import dev.weft.smoke.harness.Collector;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The authority's root is changed while JVMs call each other with mesh TLS demanded. */
class RootRollIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private static final String DEMANDED =
      """
      apiVersion: networking.istio.io/v1
      kind: DestinationRule
      metadata: {name: echo, namespace: default}
      spec:
        host: echo
        trafficPolicy: {tls: {mode: ISTIO_MUTUAL}}
      """;

  /** With a body, so that no library sends a call twice by itself. */
  private static final Object[] LOAD = {
    "url", "http://echo/?ms=10", "calls", 50, "threads", 4, "body", "b"
  };

  private final List<App> apps = new ArrayList<>();
  private final Map<String, Path> tokens = new HashMap<>();
  private Collector collector;
  private boolean secured;
  private int calls;

  @AfterEach
  void stop() {
    apps.forEach(App::close);
    collector.close();
  }

  /** Each account has one token, of the root that signed when it was first asked for. */
  private App start(App.Spec spec, String account) {
    if (secured) {
      Path token = tokens.computeIfAbsent(account, collector::token);
      spec.setting("token-file", token.toString());
    }
    App app = spec.setting("identity.store", "file").start();
    apps.add(app);
    return app;
  }

  private App caller(String name, Path state) {
    return start(Apps.caller(collector, name, state), name).started();
  }

  private void mesh(boolean secure, String ttl) {
    secured = secure;
    collector =
        secure
            ? new Collector("--certificate-ttl", ttl, "--secure")
            : new Collector("--certificate-ttl", ttl);
    start(Apps.server(collector, "one", "echo", Apps.stateDir()), "echo");
    start(Apps.server(collector, "two", "echo", Apps.stateDir()), "echo");
    apps.forEach(App::started);
    collector.awaitInstances("echo", 2, true);
    collector.apply(DEMANDED);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aWholeChangeFailsNoCallAlsoIfTheCollectorDiesInEachPhase(boolean secure) {
    mesh(secure, "20s");
    App running = caller("running", Apps.stateDir());
    App restarts = caller("restarts", Apps.stateDir());
    Path kept = Apps.stateDir();
    App away = caller("away", kept);
    load(running, restarts, away);
    List<JsonNode> before = roots();
    assertThat(before).hasSize(1);
    String old = before.get(0).path("fingerprint").asText();

    // It comes back when all is over, with the token, the roots and the identity of before.
    end(away);
    collector.change("POST", "/v1/authority/rotation");
    until(() -> trustedBy("next") >= 4, running, restarts);
    restart(running, restarts);
    assertThat(phase()).isEqualTo("trusting");
    until(() -> phase().equals("renewing"), running, restarts);
    restart(running, restarts);
    assertThat(phase()).isEqualTo("renewing");
    end(restarts);
    App restarted = caller("restarts", Apps.stateDir());
    until(() -> phase().equals("steady"), running, restarted);

    List<JsonNode> after = roots();
    assertThat(after)
        .extracting(root -> root.path("role").asText())
        .containsExactly("signing", "former");
    assertThat(after.get(1).path("fingerprint").asText()).isEqualTo(old);
    assertThat(after.get(0).path("certificates").asInt()).isEqualTo(4);
    App back = caller("away", kept);
    // Its own certificate has ended meanwhile: until it has another, what demands one is refused.
    Await.until(
        "its calls are answered",
        PATIENCE,
        () -> back.get("http://echo/").get("status").equals("200") ? true : null,
        () -> back.jvm().toString());
    // Every certificate of the old root has ended by now.
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    until(() -> System.nanoTime() - end >= 0, running, restarted, back);
    assertThat(collector.text("/v1/audit"))
        .contains("beginRotation")
        .contains("every agent trusts the new root")
        .contains("no certificate of the old root is left");
    System.out.printf("secure %s: %d calls, none failed%n", secure, calls);
  }

  @Test
  void whoWasNotToldOfTheNewRootIsLedToItByTheOldOne() {
    mesh(true, "90s");
    Path kept = Apps.stateDir();
    App away = caller("away", kept);
    load(away);
    Await.until(
        "its identity is kept",
        Duration.ofSeconds(10),
        () -> kept.resolve("default.away.identity.pem").toFile().exists());
    end(away);
    collector.change("POST", "/v1/authority/rotation");
    collector.change("POST", "/v1/authority/rotation/advance?force=true");
    Await.until(
        "both instances have certificates of the new root",
        PATIENCE,
        () -> roots().get(0).path("certificates").asInt() == 2 ? true : null,
        () -> collector.text("/v1/authority"));
    collector.kill();
    // It knows nothing but the old root and a certificate of it, and nobody can tell it more.
    App back = caller("away", kept);
    load(back);
    collector.start();
    Await.until(
        "it has a certificate of the new root",
        PATIENCE,
        () -> roots().get(0).path("certificates").asInt() == 3 ? true : null,
        () -> collector.text("/v1/authority"));
    load(back);
  }

  /**
   * Kills the collector and starts it again. The calls go on all the time: a connection that is
   * idle for the last quarter of so short a certificate's life is closed when it is used again.
   */
  private void restart(App... callers) {
    collector.kill();
    load(callers);
    CompletableFuture<Void> started = CompletableFuture.runAsync(collector::start);
    while (!started.isDone()) {
      load(callers);
    }
    started.join();
  }

  private static void end(App app) {
    app.jvm().terminate();
    app.jvm().awaitExit(Duration.ofSeconds(20));
  }

  private void until(BooleanSupplier reached, App... callers) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!reached.getAsBoolean()) {
      assertThat(System.nanoTime() - end).as(() -> collector.text("/v1/authority")).isNegative();
      load(callers);
    }
  }

  private void load(App... callers) {
    List<CompletableFuture<Line>> running = new ArrayList<>();
    for (App caller : callers) {
      running.add(caller.begin("load", LOAD));
    }
    for (int i = 0; i < callers.length; i++) {
      Line result = callers[i].await(running.get(i), "to finish its calls");
      assertThat(result.get("status.200"))
          .as(() -> result + "\n" + apps.stream().map(app -> app.jvm().errors()).toList())
          .isEqualTo("50");
      calls += 50;
    }
  }

  private String phase() {
    return collector.get("/v1/authority").path("phase").asText();
  }

  private List<JsonNode> roots() {
    List<JsonNode> roots = new ArrayList<>();
    collector.get("/v1/authority").path("roots").forEach(roots::add);
    return roots;
  }

  private int trustedBy(String role) {
    return roots().stream()
        .filter(root -> root.path("role").asText().equals(role))
        .mapToInt(root -> root.path("trustedBy").asInt())
        .sum();
  }
}
