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
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The collector is killed under load and comes back later. */
class CollectorAwayIT {
  /**
   * More than a lease by default; {@code -Dweft.test.away=600} for the ten minutes of a bad day.
   */
  private static final Duration AWAY = Duration.ofSeconds(Integer.getInteger("weft.test.away", 20));

  private static final Duration LEASE = Duration.ofSeconds(15);

  /** Real agents wait at most 4 s between two attempts; the rest is this machine's. */
  private static final Duration BACK = Duration.ofSeconds(5);

  /** Some 300 calls a second each; with a body, so that no library sends a call twice by itself. */
  private static final Object[] LOAD = {
    "url", "http://echo/?ms=10", "calls", 50, "threads", 4, "body", "b"
  };

  private final Collector collector = new Collector();
  private final List<App> apps = new ArrayList<>();
  private int calls;

  @AfterEach
  void stop() {
    apps.forEach(App::close);
    collector.close();
  }

  private App keep(App.Spec spec) {
    App app = spec.setting("identity.store", "file").start();
    apps.add(app);
    return app;
  }

  @Test
  void nothingFailsWhileItIsAwayNotEvenForThoseWhoRestartAndNobodyIsMissingWhenItReturns() {
    keep(Apps.server(collector, "one", "echo", Apps.stateDir()));
    keep(Apps.server(collector, "two", "echo", Apps.stateDir()));
    App ghost = keep(Apps.server(collector, "ghost", "ghost", Apps.stateDir()));
    App running = keep(Apps.caller(collector, "running", Apps.stateDir()));
    Path restartsState = Apps.stateDir();
    App restarts = keep(Apps.caller(collector, "restarts", restartsState));
    apps.forEach(App::started);
    collector.awaitInstances("echo", 2, true);
    collector.awaitInstances("ghost", 1, true);
    // Without an identity every call is refused.
    collector.apply(
        """
        apiVersion: networking.istio.io/v1
        kind: DestinationRule
        metadata: {name: echo, namespace: default}
        spec:
          host: echo
          trafficPolicy: {tls: {mode: ISTIO_MUTUAL}}
        """);
    load(() -> {}, running, restarts);
    collector.awaitAgents("echo", "ghost", "running", "restarts");
    Await.until(
        "policy and identity are kept",
        Duration.ofSeconds(10),
        () ->
            restartsState.resolve("default.restarts.state").toFile().exists()
                && restartsState.resolve("default.restarts.identity.pem").toFile().exists());
    // The next save is at most 2 s off, and has the hosts that were called.
    until(System.nanoTime() + Duration.ofSeconds(3).toNanos(), running);

    collector.kill();
    long back = System.nanoTime() + AWAY.toNanos();
    until(System.nanoTime() + AWAY.toNanos() / 3, running, restarts);
    restarts.jvm().terminate();
    restarts.jvm().awaitExit(Duration.ofSeconds(20));
    ghost.jvm().kill();
    App restarted = keep(Apps.caller(collector, "restarts", restartsState)).started();
    until(back, running, restarted);
    collector.start();
    long ready = System.nanoTime();

    Return seen = new Return(ready);
    while (seen.afterMillis() < LEASE.plusSeconds(3).toMillis()) {
      load(seen::look, running, restarted);
    }
    assertThat(seen.missing).as("instances missing after the collector's return").isEmpty();
    assertThat(seen.looks).as("how often it was looked at").isGreaterThan(100);
    assertThat(seen.backAfter).as("ms until all were back").isBetween(0L, BACK.toMillis());
    assertThat(seen.ghostGoneAfter)
        .as("ms until the one that died meanwhile was gone")
        .isBetween(0L, LEASE.plusSeconds(2).toMillis());
    assertThat(calls).isGreaterThan(1_000);
    System.out.printf(
        "away %d s, %d calls, all back after %d ms, the dead one gone after %d ms, %d looks%n",
        AWAY.toSeconds(), calls, seen.backAfter, seen.ghostGoneAfter, seen.looks);
  }

  /** What the collector says of the mesh after its return. */
  private final class Return {
    private final long ready;
    final Set<String> missing = new TreeSet<>();
    long backAfter = -1;
    long ghostGoneAfter = -1;
    int looks;

    Return(long ready) {
      this.ready = ready;
    }

    long afterMillis() {
      return (System.nanoTime() - ready) / 1_000_000;
    }

    void look() {
      looks++;
      JsonNode instances = collector.items("/v1/instances");
      long after = afterMillis();
      if (echoes(instances) != 2) {
        missing.add("at " + after + " ms: " + instances);
      }
      if (backAfter < 0 && connected() == 4) {
        backAfter = after;
      }
      if (ghostGoneAfter < 0 && instances.size() == 2) {
        ghostGoneAfter = after;
      }
    }
  }

  /** All call until then. */
  private void until(long nanos, App... callers) {
    while (System.nanoTime() - nanos < 0) {
      load(() -> {}, callers);
    }
  }

  /**
   * Lets all call at once, and watches meanwhile.
   *
   * @param look called again and again until all are done, at least once
   */
  private void load(Runnable look, App... callers) {
    List<CompletableFuture<Line>> running = new ArrayList<>();
    for (App caller : callers) {
      running.add(caller.begin("load", LOAD));
    }
    do {
      look.run();
    } while (!running.stream().allMatch(CompletableFuture::isDone) && alive(callers));
    for (int i = 0; i < callers.length; i++) {
      Line result = callers[i].await(running.get(i), "to finish its calls");
      assertThat(result.get("status.200")).as(result.toString()).isEqualTo("50");
      calls += 50;
    }
  }

  private static boolean alive(App... callers) {
    return List.of(callers).stream().allMatch(caller -> caller.jvm().isAlive());
  }

  private static int echoes(JsonNode instances) {
    int count = 0;
    for (JsonNode instance : instances) {
      count += instance.path("service").asText().equals("echo") ? 1 : 0;
    }
    return count;
  }

  private int connected() {
    int count = 0;
    for (JsonNode agent : collector.items("/v1/agents")) {
      count += agent.path("connected").asBoolean() ? 1 : 0;
    }
    return count;
  }
}
