package dev.weft.core.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.core.call.Attempt;
import dev.weft.core.call.Opening;
import dev.weft.core.fake.FakeExchange;
import dev.weft.core.fake.FakeMesh;
import dev.weft.core.fake.Policies;
import dev.weft.core.fake.Script;
import dev.weft.policy.compiled.RetryPolicy.Condition;
import dev.weft.policy.frame.HostEndpoints;
import dev.weft.policy.frame.Instance;
import java.net.ConnectException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SnapshotTest {
  private static final String REVIEWS = FakeMesh.canonical("reviews");

  private final FakeMesh mesh = new FakeMesh().service("reviews", "v1", "v2");

  private void route(String subset) {
    mesh.policy =
        Policies.of(
            Map.of(
                REVIEWS,
                List.of(
                    Policies.route(Policies.to("reviews", subset, 1))
                        .retries(Policies.retries(3, Condition.FIVE_XX))
                        .named(subset))),
            Map.of(REVIEWS, Policies.cluster(REVIEWS, Policies.outlier(Policies.OUTLIER))));
    mesh.apply();
  }

  private static String version(Attempt attempt) {
    return attempt.endpoint().labels().get("version");
  }

  @Test
  void aCallKeepsTheSnapshotItStartedWith() {
    route("v1");
    FakeExchange call = mesh.call("reviews", "/");
    assertThat(call.open()).isEqualTo(Opening.GO);
    Attempt first = call.next();
    assertThat(version(first)).isEqualTo("v1");
    route("v2");
    assertThat(first.failed(new ConnectException("refused"))).isFalse();
    assertThat(version(call.next())).isEqualTo("v1");
    FakeExchange later = mesh.call("reviews", "/");
    later.open();
    assertThat(version(later.next())).isEqualTo("v2");
  }

  @Test
  void anEndpointIsOneObjectAcrossSwaps() {
    route("v1");
    FakeExchange call = mesh.call("reviews", "/");
    call.open();
    Attempt attempt = call.next();
    mesh.apply();
    FakeExchange after = mesh.call("reviews", "/");
    after.open();
    assertThat(after.next().endpoint()).isSameAs(attempt.endpoint());
    assertThat(attempt.endpoint().state().active()).isEqualTo(2);
    call.close();
    after.close();
    assertThat(attempt.endpoint().state().active()).isZero();
  }

  @Test
  void whatWasLearntSurvivesAChangedRegistration() {
    route("v1");
    FakeExchange call = mesh.call("reviews", "/");
    call.open();
    Attempt attempt = call.next();
    Instance before = attempt.endpoint().instance();
    Instance moved =
        new Instance(
            before.id(),
            before.service(),
            before.namespace(),
            before.serviceAccount(),
            before.labels(),
            List.of(new Instance.Port(9080, "10.0.0.99", 9080, "http", 0, false)));
    mesh.endpoints.put(REVIEWS, new HostEndpoints(REVIEWS, List.of(moved)));
    mesh.apply();
    FakeExchange after = mesh.call("reviews", "/");
    after.open();
    Attempt other = after.next();
    assertThat(other.endpoint()).isNotSameAs(attempt.endpoint());
    assertThat(other.endpoint().state()).isSameAs(attempt.endpoint().state());
  }

  @Test
  void anEjectionSurvivesASwap() {
    route("v1");
    mesh.policy = Policies.traffic("reviews", Policies.outlier(Policies.OUTLIER));
    mesh.apply();
    for (int i = 0; i < 20; i++) {
      mesh.blocking(mesh.call("reviews", "/"), Script.of(Script.status(500)));
    }
    mesh.apply();
    FakeExchange call = mesh.call("reviews", "/");
    call.open();
    assertThat(call.next()).isNull();
    assertThat(call.refusal().status()).isEqualTo(503);
    assertThat(call.refusal().body()).isEqualTo("no healthy upstream");
  }

  @Test
  void aBadFrameChangesNothing() {
    route("v1");
    Instance named =
        new Instance(
            "x/reviews",
            "reviews",
            "default",
            "reviews",
            Map.of(),
            List.of(new Instance.Port(9080, "evil.example.com", 9080, "http", 0, false)));
    mesh.endpoints.put(REVIEWS, new HostEndpoints(REVIEWS, List.of(named)));
    assertThatThrownBy(mesh::apply)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("x/reviews")
        .hasMessageContaining("evil.example.com")
        .hasMessageContaining("numeric");
    FakeExchange call = mesh.call("reviews", "/");
    call.open();
    assertThat(version(call.next())).isEqualTo("v1");
  }
}
