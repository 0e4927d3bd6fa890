package dev.weft.core.stats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.core.call.Protocol;
import dev.weft.core.context.CallContext;
import dev.weft.core.context.TraceContext;
import dev.weft.core.fake.FakeInbound;
import dev.weft.core.fake.FakeMesh;
import dev.weft.core.fake.Policies;
import dev.weft.core.fake.Script;
import dev.weft.policy.compiled.RetryPolicy.Condition;
import dev.weft.policy.frame.AgentMessage.Stats.Exemplar;
import dev.weft.policy.frame.AgentMessage.Stats.Series;
import dev.weft.policy.frame.Channel;
import dev.weft.policy.frame.HostEndpoints;
import dev.weft.policy.frame.Instance;
import java.io.IOException;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StatsTest {
  private static final String REVIEWS = FakeMesh.canonical("reviews");

  private final FakeMesh mesh = new FakeMesh().service("reviews", "v1");

  private Series only() {
    List<Series> drained = mesh.path.drainStats();
    assertThat(drained).hasSize(1);
    return drained.get(0);
  }

  @Test
  void aCallIsCountedByIstiosLabels() {
    mesh.endpoints.put(
        REVIEWS, new HostEndpoints(REVIEWS, List.of(FakeMesh.instance("reviews", 1, "v1", 9443))));
    mesh.apply();
    mesh.blocking(mesh.call("reviews", "/"), Script.of(Script.statusAfter(200, 7_000_000)));
    Series series = only();
    assertThat(series.count()).isEqualTo(1);
    assertThat(series.durationMillisSum()).isEqualTo(7.0);
    int ten = Channel.BUCKET_EDGES_MILLIS.indexOf(10.0);
    assertThat(series.buckets()).hasSize(Channel.BUCKET_EDGES_MILLIS.size() + 1);
    assertThat(series.buckets().get(ten)).isEqualTo(1);
    assertThat(series.labels())
        .containsEntry("reporter", "source")
        .containsEntry("source_workload", "caller")
        .containsEntry("source_canonical_service", "caller")
        .containsEntry("source_canonical_revision", "latest")
        .containsEntry("source_principal", "cluster.local/ns/default/sa/caller")
        .containsEntry("destination_service", REVIEWS)
        .containsEntry("destination_service_name", "reviews")
        .containsEntry("destination_service_namespace", "default")
        .containsEntry("destination_workload", "reviews-v1")
        .containsEntry("destination_canonical_revision", "v1")
        .containsEntry("destination_principal", "cluster.local/ns/default/sa/reviews")
        .containsEntry("request_protocol", "http")
        .containsEntry("response_code", "200")
        .containsEntry("response_flags", "-")
        .containsEntry("grpc_response_status", "")
        .containsEntry("connection_security_policy", "mutual_tls");
  }

  @Test
  void countersAreDrainedAsDeltas() {
    mesh.apply();
    for (int i = 0; i < 3; i++) {
      mesh.blocking(mesh.call("reviews", "/"), Script.of(Script.status(200)));
    }
    assertThat(only().count()).isEqualTo(3);
    assertThat(mesh.path.drainStats()).isEmpty();
    mesh.blocking(mesh.call("reviews", "/"), Script.of(Script.status(200)));
    assertThat(only().count()).isEqualTo(1);
  }

  @Test
  void aRetriedCallIsOneCallWithItsLastAnswer() {
    mesh.policy =
        Policies.of(
            REVIEWS,
            Policies.route(Policies.to("reviews", null, 1))
                .retries(Policies.retries(1, Condition.FIVE_XX))
                .named("r"));
    mesh.apply();
    mesh.blocking(mesh.call("reviews", "/"), Script.of(Script.status(503)));
    Series series = only();
    assertThat(series.count()).isEqualTo(1);
    assertThat(series.labels())
        .containsEntry("response_code", "503")
        .containsEntry("response_flags", "URX");
  }

  @Test
  void failuresAreCountedAsAProxyWouldHaveAnswered() {
    mesh.apply();
    mesh.blocking(
        mesh.call("reviews", "/"), Script.of(Script.fails(new ConnectException("refused"))));
    assertThat(only().labels())
        .containsEntry("response_code", "503")
        .containsEntry("response_flags", "UF,URX");
    mesh.blocking(mesh.call("reviews", "/"), Script.of(Script.fails(new IOException("reset"))));
    assertThat(only().labels()).containsEntry("response_flags", "UC");
  }

  @Test
  void whatARetryMendedIsNoFlagOfTheCall() {
    mesh.apply();
    mesh.blocking(
        mesh.call("reviews", "/"),
        Script.of(Script.fails(new ConnectException("refused")), Script.status(200)));
    assertThat(only().labels())
        .containsEntry("response_code", "200")
        .containsEntry("response_flags", "-");
  }

  @Test
  void aRefusedCallIsCountedToo() {
    mesh.endpoints.put(REVIEWS, new HostEndpoints(REVIEWS, List.of()));
    mesh.apply();
    mesh.blocking(mesh.call("reviews", "/"), Script.of(Script.status(200)));
    assertThat(only().labels())
        .containsEntry("response_code", "503")
        .containsEntry("response_flags", "UH")
        .containsEntry("destination_service", REVIEWS)
        .containsEntry("destination_workload", "unknown");
  }

  @Test
  void outsideHostsAreOneDestination() {
    mesh.apply();
    for (int i = 0; i < 50; i++) {
      mesh.blocking(mesh.call("host" + i + ".com", "/"), Script.of(Script.status(200)));
    }
    Series series = only();
    assertThat(series.count()).isEqualTo(50);
    assertThat(series.labels()).containsEntry("destination_service_name", "PassthroughCluster");
  }

  @Test
  void manyDifferentAnswersOfOnePeerAreCountedByClass() {
    mesh.apply();
    IntStream.range(200, 600)
        .forEach(
            status -> mesh.blocking(mesh.call("reviews", "/"), Script.of(Script.status(status))));
    List<Series> drained = mesh.path.drainStats();
    assertThat(drained).hasSizeLessThan(70);
    assertThat(drained.stream().mapToLong(Series::count).sum()).isEqualTo(400);
  }

  @Test
  void aServedCallIsCountedByItsProvenCaller() {
    mesh.apply();
    FakeInbound served = new FakeInbound(mesh.path.inbound());
    served.peerId = "spiffe://cluster.local/ns/shop/sa/productpage";
    served.open();
    served.close(201, null);
    assertThat(only().labels())
        .containsEntry("reporter", "destination")
        .containsEntry("source_principal", "cluster.local/ns/shop/sa/productpage")
        .containsEntry("source_workload", "productpage")
        .containsEntry("source_workload_namespace", "shop")
        .containsEntry("destination_service", FakeMesh.canonical("caller"))
        .containsEntry("response_code", "201")
        .containsEntry("connection_security_policy", "mutual_tls");
    FakeInbound plain = new FakeInbound(mesh.path.inbound());
    plain.protocol = Protocol.GRPC;
    plain.open();
    plain.close(14, null);
    assertThat(only().labels())
        .containsEntry("source_workload", "unknown")
        .containsEntry("request_protocol", "grpc")
        .containsEntry("response_code", "200")
        .containsEntry("grpc_response_status", "14")
        .containsEntry("connection_security_policy", "none");
  }

  @Test
  void instancesOfOneWorkloadAreCountedApart() {
    List<Instance> instances =
        List.of(FakeMesh.instance("reviews", 1, "v1", 0), FakeMesh.instance("reviews", 2, "v1", 0));
    mesh.endpoints.put(REVIEWS, new HostEndpoints(REVIEWS, instances));
    mesh.apply();
    for (int i = 0; i < 20; i++) {
      mesh.blocking(mesh.call("reviews", "/"), Script.of(Script.status(200)));
    }
    List<Series> drained = mesh.path.drainStats();
    assertThat(drained)
        .extracting(Series::instance)
        .containsExactlyInAnyOrder(instances.get(0).id(), instances.get(1).id());
    assertThat(drained.get(0).labels()).isEqualTo(drained.get(1).labels());
  }

  @Test
  void aTracedCallIsTheExampleOfItsBucketUntilTheNextDrain() {
    mesh.apply();
    mesh.contexts.swap(new CallContext(Long.MAX_VALUE, trace(1, TraceContext.SAMPLED)));
    mesh.blocking(mesh.call("reviews", "/"), Script.of(Script.statusAfter(200, 7_000_000)));
    mesh.contexts.swap(new CallContext(Long.MAX_VALUE, trace(2, TraceContext.SAMPLED)));
    mesh.blocking(mesh.call("reviews", "/"), Script.of(Script.statusAfter(200, 8_000_000)));
    mesh.blocking(mesh.call("reviews", "/"), Script.of(Script.statusAfter(200, 20_000_000)));
    assertThat(only().exemplars())
        .containsExactly(
            new Exemplar(3, "00000000000000010000000000000009", 7.0),
            new Exemplar(4, "00000000000000020000000000000009", 20.0));
    mesh.contexts.swap(new CallContext(Long.MAX_VALUE, trace(3, 0)));
    mesh.blocking(mesh.call("reviews", "/"), Script.of(Script.status(200)));
    assertThat(only().exemplars()).isEmpty();
  }

  private static TraceContext trace(long high, int flags) {
    return new TraceContext(high, 9, 7, flags, null, null);
  }

  @Test
  void strangersBeyondTheBoundAreCountedTogether() {
    mesh.apply();
    for (int i = 0; i < 5000; i++) {
      served("spiffe://cluster.local/ns/shop/sa/s" + i);
    }
    List<Series> drained = mesh.path.drainStats();
    assertThat(drained).hasSize(Peers.MAX_PEERS + 1);
    assertThat(drained.stream().mapToLong(Series::count).sum()).isEqualTo(5000);
    assertThat(drained.get(Peers.MAX_PEERS).count()).isEqualTo(5000 - Peers.MAX_PEERS);
    assertThat(drained.get(Peers.MAX_PEERS).labels())
        .containsEntry("reporter", "destination")
        .containsEntry("source_workload", "unknown")
        .containsEntry("destination_service_name", "caller");
  }

  @Test
  void whoIsNotHeardOfMakesRoom() {
    mesh.apply();
    for (int i = 0; i < Peers.MAX_PEERS; i++) {
      served("spiffe://cluster.local/ns/shop/sa/s" + i);
    }
    for (int i = 0; i <= Peers.IDLE_DRAINS; i++) {
      served("spiffe://cluster.local/ns/shop/sa/s0");
      mesh.path.drainStats();
    }
    served("spiffe://cluster.local/ns/shop/sa/new");
    served("spiffe://cluster.local/ns/shop/sa/s1");
    assertThat(mesh.path.drainStats())
        .extracting(series -> series.labels().get("source_workload"))
        .containsExactlyInAnyOrder("new", "s1");
  }

  @Test
  void anInstanceIsCountedAgainAfterItsCountersWereGivenUp() {
    mesh.apply();
    mesh.blocking(mesh.call("reviews", "/"), Script.of(Script.status(200)));
    for (int i = 0; i <= Peers.IDLE_DRAINS; i++) {
      mesh.path.drainStats();
    }
    mesh.blocking(mesh.call("reviews", "/"), Script.of(Script.status(200)));
    assertThat(only().count()).isEqualTo(1);
  }

  @Test
  void whatIsAddedWhileCountersAreGivenUpIsNotLost() {
    PeerCounters counters = new PeerCounters(Map.of("k", "v"), "");
    counters.add(200, 1, null);
    counters.drain(new ArrayList<>());
    counters.add(200, 1, null);
    counters.retire();
    assertThat(counters.add(200, 1, null)).isFalse();
    List<Series> rest = new ArrayList<>();
    counters.drainRest(rest);
    assertThat(rest).extracting(Series::count).containsExactly(1L);
  }

  private void served(String peer) {
    FakeInbound call = new FakeInbound(mesh.path.inbound());
    call.peerId = peer;
    call.open();
    call.close(200, null);
  }
}
