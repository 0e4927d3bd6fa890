package dev.weft.core.outlier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.core.endpoint.Endpoint;
import dev.weft.core.fake.FakeBlockingWire;
import dev.weft.core.fake.FakeMesh;
import dev.weft.core.fake.Outcome;
import dev.weft.core.fake.Policies;
import dev.weft.core.fake.Script;
import dev.weft.core.outlier.Ejection.Cause;
import dev.weft.policy.compiled.ClusterPolicy.OutlierDetection;
import dev.weft.policy.compiled.CompiledPolicy;
import dev.weft.policy.frame.HostEndpoints;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OutlierTest {
  private FakeMesh mesh = new FakeMesh().service("reviews", "v1", "v2");

  private void detect(OutlierDetection detection) {
    mesh.policy = Policies.traffic("reviews", Policies.outlier(detection));
    mesh.apply();
  }

  private static OutlierDetection percent(int maxEjection, int minHealth) {
    return detection(2, 0, false, maxEjection, minHealth, Set.of());
  }

  private static OutlierDetection detection(
      int consecutive,
      int gateway,
      boolean split,
      int maxEjection,
      int minHealth,
      Set<Integer> codes) {
    return new OutlierDetection(
        consecutive,
        gateway,
        2,
        split,
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        maxEjection,
        minHealth,
        codes);
  }

  /** Calls until every usable endpoint has had its share; the endpoints that were called. */
  private Set<Endpoint> called(Script.Step step, int calls) {
    Set<Endpoint> seen = new HashSet<>();
    for (int i = 0; i < calls; i++) {
      FakeBlockingWire wire = new FakeBlockingWire(Script.of(step), mesh.time);
      mesh.blocking(mesh.call("reviews", "/"), wire);
      wire.sent.forEach(attempt -> seen.add(attempt.endpoint()));
    }
    return seen;
  }

  @Test
  void consecutiveErrorsEjectAndAllEjectedIsUnhealthy() {
    detect(percent(100, 0));
    called(Script.status(500), 50);
    Outcome outcome = mesh.blocking(mesh.call("reviews", "/"), Script.of(Script.status(200)));
    assertThat(outcome.refusal().body()).isEqualTo("no healthy upstream");
  }

  @Test
  void aSuccessBeginsTheCountAnew() {
    mesh = new FakeMesh().service("reviews", "v1");
    detect(percent(100, 0));
    for (int i = 0; i < 20; i++) {
      called(Script.status(500), 1);
      called(Script.status(200), 1);
    }
    assertThat(called(Script.status(200), 1)).hasSize(1);
  }

  @Test
  void theShareIsALimitButOneOfTwoMayAlwaysGo() {
    detect(percent(10, 0));
    called(Script.status(500), 50);
    assertThat(called(Script.status(200), 50)).hasSize(1);
  }

  @Test
  void theOnlyInstanceIsNotEjectedBelowTheWholeShare() {
    mesh = new FakeMesh().service("reviews", "v1");
    detect(percent(10, 0));
    called(Script.status(500), 50);
    assertThat(called(Script.status(200), 1)).hasSize(1);
  }

  @Test
  void tooFewHealthyIsAPanicThatIgnoresEjections() {
    detect(percent(100, 60));
    called(Script.status(500), 50);
    assertThat(called(Script.status(200), 50)).hasSize(2);
  }

  @Test
  void aSweepEndsTheEjectionAndRepeatedOnesLastLonger() {
    detect(percent(10, 0));
    called(Script.status(500), 50);
    Set<Endpoint> left = called(Script.status(200), 50);
    mesh.time.advanceMillis(29_000);
    assertThat(called(Script.status(200), 50)).isEqualTo(left);
    mesh.time.advanceMillis(11_000);
    assertThat(called(Script.status(200), 50)).hasSize(2);
    // Only the one that was out fails now; it is out for twice as long.
    Endpoint failing =
        called(Script.status(200), 50).stream()
            .filter(endpoint -> !left.contains(endpoint))
            .findFirst()
            .orElseThrow();
    failing.state().ejection().consecutive5xx().set(1);
    while (!failing.state().ejection().isEjected()) {
      called(Script.status(500), 1);
      left.forEach(endpoint -> endpoint.state().ejection().consecutive5xx().set(0));
    }
    mesh.time.advanceMillis(45_000);
    assertThat(called(Script.status(200), 50)).isEqualTo(left);
    mesh.time.advanceMillis(30_000);
    assertThat(called(Script.status(200), 50)).hasSize(2);
  }

  @Test
  void healthyIntervalsAreForgiving() {
    detect(percent(10, 0));
    called(Script.status(500), 50);
    mesh.time.advanceMillis(41_000);
    Set<Endpoint> all = called(Script.status(200), 50);
    assertThat(all).hasSize(2);
    mesh.time.advanceMillis(20_000);
    called(Script.status(200), 1);
    assertThat(all)
        .allSatisfy(endpoint -> assertThat(endpoint.state().ejection().multiplier()).isZero());
  }

  @Test
  void gatewayErrorsHaveACounterOfTheirOwn() {
    detect(detection(0, 2, false, 100, 0, Set.of()));
    called(Script.status(500), 50);
    assertThat(called(Script.status(200), 50)).hasSize(2);
    called(Script.status(503), 50);
    assertThat(called(Script.status(200), 50)).isEmpty();
  }

  @Test
  void failuresWithoutAResponseCountAsErrorsUnlessSplit() {
    detect(detection(2, 0, false, 100, 0, Set.of()));
    called(Script.fails(new IOException("reset")), 50);
    assertThat(called(Script.status(200), 50)).isEmpty();
  }

  @Test
  void splitFailuresHaveACounterOfTheirOwn() {
    detect(detection(0, 0, true, 100, 0, Set.of()));
    called(Script.status(500), 50);
    assertThat(called(Script.status(200), 50)).hasSize(2);
    called(Script.fails(new IOException("reset")), 50);
    assertThat(called(Script.status(200), 50)).isEmpty();
  }

  @Test
  void onlyTheListedCodesCountWhereSomeAreListed() {
    detect(detection(2, 0, false, 100, 0, Set.of(429)));
    called(Script.status(500), 50);
    assertThat(called(Script.status(200), 50)).hasSize(2);
    called(Script.status(429), 50);
    assertThat(called(Script.status(200), 50)).isEmpty();
  }

  @Test
  void aGrpcStatusIsJudgedAsItsHttpEquivalent() {
    detect(percent(100, 0));
    called(Script.grpc(5), 50);
    assertThat(called(Script.status(200), 50)).hasSize(2);
    called(Script.grpc(14), 50);
    assertThat(called(Script.status(200), 50)).isEmpty();
  }

  @Test
  void whoIsOutIsToldWithTheReasonAndForHowLong() {
    detect(percent(10, 0));
    called(Script.status(500), 50);

    assertThat(mesh.path.ejections())
        .singleElement()
        .satisfies(
            told -> {
              assertThat(told.endpoint().state().ejection().isEjected()).isTrue();
              assertThat(told.cause()).isEqualTo(Cause.CONSECUTIVE_5XX);
              assertThat(told.failures()).isEqualTo(2);
              assertThat(told.untilNanos() - told.sinceNanos())
                  .isEqualTo(Duration.ofSeconds(30).toNanos());
            });
  }

  @Test
  void whoeverIsTakenBackIsNoLongerToldOf() {
    detect(percent(10, 0));
    called(Script.status(500), 50);
    mesh.time.advanceMillis(41_000);
    called(Script.status(200), 1);
    assertThat(mesh.path.ejections()).isEmpty();
  }

  @Test
  void anEjectionEndsAlsoWhereNobodyCalls() {
    detect(percent(10, 0));
    called(Script.status(500), 50);
    mesh.time.advanceMillis(39_999);
    Endpoint out = mesh.path.ejections().get(0).endpoint();
    mesh.time.advanceMillis(1);
    assertThat(mesh.path.ejections()).isEmpty();
    assertThat(out.state().ejection().isEjected()).isFalse();
  }

  @Test
  void withoutThePolicyNobodyIsOut() {
    detect(percent(10, 0));
    called(Script.status(500), 50);
    mesh.policy = CompiledPolicy.EMPTY;
    mesh.apply();
    assertThat(mesh.path.ejections()).isEmpty();
  }

  @Test
  void whoIsGoneIsNotOut() {
    detect(percent(10, 0));
    called(Script.status(500), 50);
    String host = FakeMesh.canonical("reviews");
    mesh.endpoints.put(host, new HostEndpoints(host, List.of()));
    mesh.apply();
    assertThat(mesh.path.ejections()).isEmpty();
  }
}
