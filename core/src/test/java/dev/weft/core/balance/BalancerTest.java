package dev.weft.core.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.weft.core.endpoint.Cluster;
import dev.weft.core.endpoint.ClusterState;
import dev.weft.core.endpoint.Endpoint;
import dev.weft.core.fake.FakeBlockingWire;
import dev.weft.core.fake.FakeExchange;
import dev.weft.core.fake.FakeMesh;
import dev.weft.core.fake.Policies;
import dev.weft.core.fake.Script;
import dev.weft.policy.compiled.ClusterPolicy.LoadBalancer;
import dev.weft.policy.compiled.RetryPolicy.Condition;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BalancerTest {
  private final SplittableRandom random = new SplittableRandom(7);
  private final Balancer balancer = new Balancer(random::nextLong);

  private static Cluster cluster(LoadBalancer kind, int size) {
    Endpoint[] endpoints = new Endpoint[size];
    for (int i = 0; i < size; i++) {
      endpoints[i] =
          new Endpoint("i" + i, new InetSocketAddress("10.0.0." + (i + 1), 80), null, "", Map.of());
    }
    return new Cluster(
        "reviews", null, 80, Policies.balancer(kind), false, endpoints, new ClusterState());
  }

  private Map<Endpoint, Integer> picks(Cluster cluster, int calls) {
    Map<Endpoint, Integer> counts = new HashMap<>();
    for (int i = 0; i < calls; i++) {
      counts.merge(balancer.pick(cluster, null, 0), 1, Integer::sum);
    }
    return counts;
  }

  @Test
  void roundRobinTakesTurns() {
    Cluster cluster = cluster(LoadBalancer.ROUND_ROBIN, 3);
    assertThat(picks(cluster, 30).values()).containsExactly(10, 10, 10);
  }

  @Test
  void roundRobinPassesOverTheEjected() {
    Cluster cluster = cluster(LoadBalancer.ROUND_ROBIN, 3);
    cluster.endpoint(1).state().refused(0);
    Map<Endpoint, Integer> counts = picks(cluster, 300);
    assertThat(counts).doesNotContainKey(cluster.endpoint(1)).hasSize(2);
  }

  @Test
  void randomIsUniform() {
    Cluster cluster = cluster(LoadBalancer.RANDOM, 4);
    picks(cluster, 40_000)
        .values()
        .forEach(count -> assertThat(count / 40_000.0).isCloseTo(0.25, within(0.02)));
  }

  @Test
  void leastRequestPrefersTheLessBusyOfTwo() {
    Cluster cluster = cluster(LoadBalancer.LEAST_REQUEST, 2);
    cluster.endpoint(0).state().began();
    Map<Endpoint, Integer> counts = picks(cluster, 40_000);
    // The busy one is taken only when it is drawn twice: a quarter of the time.
    assertThat(counts.get(cluster.endpoint(0)) / 40_000.0).isCloseTo(0.25, within(0.02));
  }

  @Test
  void leastRequestKeepsManyCallsEven() {
    Cluster cluster = cluster(LoadBalancer.LEAST_REQUEST, 10);
    for (int i = 0; i < 1000; i++) {
      balancer.pick(cluster, null, 0).state().began();
    }
    for (int i = 0; i < 10; i++) {
      assertThat(cluster.endpoint(i).state().active()).isBetween(95, 105);
    }
  }

  @Test
  void aRefusedEndpointIsPassedOverForFiveSeconds() {
    Cluster cluster = cluster(LoadBalancer.LEAST_REQUEST, 2);
    cluster.endpoint(0).state().refused(1000);
    for (int i = 0; i < 50; i++) {
      assertThat(balancer.pick(cluster, null, 1000 + 4_999_999_999L)).isSameAs(cluster.endpoint(1));
    }
    Map<Endpoint, Integer> later = new HashMap<>();
    for (int i = 0; i < 50; i++) {
      later.merge(balancer.pick(cluster, null, 1000 + 5_000_000_000L), 1, Integer::sum);
    }
    assertThat(later).hasSize(2);
  }

  @Test
  void whereAllAreRefusedNoneIsPassedOver() {
    Cluster cluster = cluster(LoadBalancer.LEAST_REQUEST, 2);
    cluster.endpoint(0).state().refused(0);
    cluster.endpoint(1).state().refused(0);
    assertThat(picks(cluster, 100)).hasSize(2);
  }

  @Test
  void anEmptyClusterHasNoEndpoint() {
    assertThat(balancer.pick(cluster(LoadBalancer.RANDOM, 0), null, 0)).isNull();
  }

  @Test
  void aRetryGoesElsewhereAsLongAsThereIsElsewhere() {
    FakeMesh mesh = new FakeMesh().service("reviews", "v1", "v2", "v3");
    mesh.policy =
        Policies.of(
            FakeMesh.canonical("reviews"),
            Policies.route(Policies.to("reviews", null, 1))
                .retries(Policies.retries(4, Condition.FIVE_XX))
                .named("r"));
    mesh.apply();
    for (int i = 0; i < 30; i++) {
      FakeBlockingWire wire = new FakeBlockingWire(Script.of(Script.status(500)), mesh.time);
      mesh.blocking(mesh.call("reviews", "/"), wire);
      List<Endpoint> tried = wire.sent.stream().map(attempt -> attempt.endpoint()).toList();
      assertThat(tried).hasSize(5);
      assertThat(tried.subList(0, 3)).doesNotHaveDuplicates();
    }
  }

  @Test
  void aRefusalHereIsRememberedByTheNextCall() {
    FakeMesh mesh = new FakeMesh().service("reviews", "v1", "v2").apply();
    FakeBlockingWire first =
        new FakeBlockingWire(
            Script.of(Script.fails(new ConnectException("refused")), Script.status(200)),
            mesh.time);
    mesh.blocking(mesh.call("reviews", "/"), first);
    Endpoint dead = first.sent.get(0).endpoint();
    for (int i = 0; i < 20; i++) {
      FakeExchange call = mesh.call("reviews", "/");
      call.open();
      assertThat(call.next().endpoint()).isNotSameAs(dead);
      call.close();
    }
  }

  @Test
  void passThroughLeavesTheAddressAsItWasWritten() {
    FakeMesh mesh = new FakeMesh().service("reviews", "v1");
    mesh.policy = Policies.traffic("reviews", Policies.balancer(LoadBalancer.PASSTHROUGH));
    mesh.apply();
    FakeExchange call = mesh.call("reviews", "/");
    call.open();
    assertThat(call.isMeshed()).isTrue();
    assertThat(call.next().endpoint()).isNull();
  }
}
