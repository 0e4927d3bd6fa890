package dev.weft.agent.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.agent.identity.TestCa;
import dev.weft.core.endpoint.Cluster;
import dev.weft.core.endpoint.ClusterState;
import dev.weft.core.endpoint.Endpoint;
import dev.weft.core.listen.Listeners;
import dev.weft.core.outlier.Ejection;
import dev.weft.core.outlier.Ejection.Cause;
import dev.weft.policy.compiled.ClusterPolicy.Traffic;
import dev.weft.policy.frame.AgentMessage;
import dev.weft.policy.frame.CollectorMessage;
import dev.weft.policy.frame.Frame;
import dev.weft.policy.frame.Instance;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LinkMachineTest extends LinkMachineFixture {
  @Test
  void saysWhoItIsAndAsksForACertificateOfItsAccount() {
    connect();

    AgentMessage.Hello hello = wire.sent(AgentMessage.Hello.class).get(0);
    assertThat(hello.services())
        .containsExactly(
            new AgentMessage.Service(
                "reviews", "default", "reviews", Map.of("app", "reviews", "version", "v2")));
    assertThat(hello.revision()).isZero();
    String csr = wire.sent(AgentMessage.SignRequest.class).get(0).csr();
    assertThat(TestCa.requestedId(csr)).isEqualTo("spiffe://mesh.test/ns/default/sa/reviews");
    assertThat(wire.sent(AgentMessage.Register.class)).isEmpty();
  }

  @Test
  void aFrameIsPutIntoForceWholeAndAcknowledged() {
    connect();
    machine.received(Frames.full("e1", 7, Frames.instance("i", 8080, 8443)));

    assertThat(sink.last.state().endpoints()).containsKey(Frames.REVIEWS);
    assertThat(sink.last.trustDomain()).isEqualTo("mesh.test");
    assertThat(wire.sent(AgentMessage.Ack.class)).containsExactly(new AgentMessage.Ack("e1", 7));

    machine.received(Frames.delta("e1", 8, 7, Frames.document("good")));
    assertThat(sink.last.state().documents()).hasSize(1);
    assertThat(sink.last.state().endpoints()).containsKey(Frames.REVIEWS);
    assertThat(wire.sent(AgentMessage.Ack.class)).last().isEqualTo(new AgentMessage.Ack("e1", 8));
  }

  @Test
  void aDeltaThatDoesNotFitAsksForAFullFrameOnce() {
    connect();
    machine.received(Frames.full("e1", 7));
    machine.received(Frames.delta("e1", 9, 8, Frames.document("good")));
    machine.received(Frames.delta("e2", 8, 7, Frames.document("good")));

    assertThat(wire.sent(AgentMessage.Resync.class)).hasSize(1);
    assertThat(sink.last.state().documents()).isEmpty();

    machine.received(Frames.full("e2", 3));
    assertThat(wire.sent(AgentMessage.Ack.class)).last().isEqualTo(new AgentMessage.Ack("e2", 3));
  }

  @Test
  void aBadDocumentIsNamedAndTheLastGoodPolicyStays() {
    connect();
    machine.received(Frames.full("e1", 7));
    RecordingSink.Applied before = sink.last;

    machine.received(
        Frames.delta(
            "e1",
            8,
            7,
            Frames.document("bad-1"),
            Frames.document("good"),
            Frames.document("bad-2")));

    AgentMessage.Nack nack = wire.sent(AgentMessage.Nack.class).get(0);
    assertThat(nack.revision()).isEqualTo(8);
    assertThat(nack.refusals())
        .extracting(r -> r.document().name() + ": " + r.reason())
        .containsExactly("bad-1: spec.http: cannot be", "bad-2: spec.http: cannot be");
    assertThat(sink.last).isSameAs(before);
    assertThat(said.toString(StandardCharsets.UTF_8)).contains("bad-1");

    // The collector sends again without them, on what this agent still has.
    machine.received(Frames.delta("e1", 9, 7, Frames.document("good")));
    assertThat(wire.sent(AgentMessage.Ack.class)).last().isEqualTo(new AgentMessage.Ack("e1", 9));
  }

  @Test
  void aCollectorWithAnotherStoreIsAskedForANewCertificateAtOnce() {
    connect();
    certify();
    machine.disconnected("cut");
    connect();
    assertThat(wire.sent(AgentMessage.SignRequest.class)).isEmpty();

    machine.received(
        new CollectorMessage.Welcome("e2", "mesh.test", 15_000, 5_000, "10.0.0.9", wallMillis()));

    assertThat(wire.sent(AgentMessage.SignRequest.class)).hasSize(1);
    assertThat(tls.ready()).as("meanwhile the old one serves").isTrue();
  }

  @Test
  void theLeaseIsRenewedAsOftenAsTheCollectorWants() {
    connect();
    pass(16);
    assertThat(wire.sent(AgentMessage.Heartbeat.class)).hasSize(3);
  }

  @Test
  void aServerIsRegisteredWithItsMeshTlsFromTheFirst() {
    listen(9080).acceptsMtls(9080);
    connect();
    machine.registrationMayHaveChanged();
    pass(1);
    assertThat(wire.sent(AgentMessage.Register.class)).isEmpty();

    certify();

    assertThat(wire.sent(AgentMessage.Register.class)).hasSize(1);
    assertThat(lastPorts())
        .containsExactly(new Instance.Port(9080, "127.0.0.1", 9080, "http", 9080, true));
  }

  @Test
  void aServerThatGetsNoCertificateIsRegisteredWithoutAtOnce() {
    listen(9080).acceptsMtls(9080);
    connect();
    machine.received(new CollectorMessage.SignRefused("on purpose"));

    assertThat(lastPorts())
        .containsExactly(new Instance.Port(9080, "127.0.0.1", 9080, "http", 0, true));
  }

  @Test
  void listenersAreRegisteredAndMeshTlsOnlyWithACertificate() {
    Listeners.Listening listening = listen(9080);
    connect();
    pass(3); // longer than anything waits for a certificate
    assertThat(lastPorts())
        .containsExactly(new Instance.Port(9080, "127.0.0.1", 9080, "http", 0, true));

    listening.acceptsMtls(9080);
    machine.registrationMayHaveChanged();
    assertThat(wire.sent(AgentMessage.Register.class)).hasSize(1);

    certify();
    assertThat(lastPorts())
        .containsExactly(new Instance.Port(9080, "127.0.0.1", 9080, "http", 9080, true));

    listening.close();
    machine.registrationMayHaveChanged();
    assertThat(wire.sent(AgentMessage.Register.class))
        .last()
        .isEqualTo(new AgentMessage.Register(List.of()));

    // The collector may still hold the ports of before the connection was lost.
    machine.disconnected("test");
    connect();
    assertThat(wire.sent(AgentMessage.Register.class))
        .containsExactly(new AgentMessage.Register(List.of()));
  }

  private List<Instance.Port> lastPorts() {
    List<AgentMessage.Register> all = wire.sent(AgentMessage.Register.class);
    return all.get(all.size() - 1).instances().get(0).ports();
  }

  @Test
  void usesAreToldOnceAndAgainOnTheNextConnection() {
    machine.use(List.of("a"));
    connect();
    machine.use(List.of("a", "b"));

    assertThat(wire.sent(AgentMessage.Hello.class).get(0).uses()).containsExactly("a");
    assertThat(wire.sent(AgentMessage.Use.class))
        .containsExactly(new AgentMessage.Use(List.of("b")));
    machine.disconnected("test");
    connect();
    assertThat(wire.sent(AgentMessage.Hello.class).get(0).uses()).containsExactly("a", "b");
  }

  @Test
  void reportsAreSentWhenTheyChange() {
    reports.add(new AgentMessage.AdapterReport("tomcat", "woven", List.of("mtls"), 0, ""));
    connect();
    pass(3);
    assertThat(wire.sent(AgentMessage.Report.class)).hasSize(1);
    reports.clear();
    pass(1);
    assertThat(wire.sent(AgentMessage.Report.class)).hasSize(2);
  }

  @Test
  void afterOneFailedAttemptNothingWaits() {
    machine.restore();
    assertThat(sink.noLongerWaits.getCount()).isEqualTo(1);
    machine.disconnected("refused");
    assertThat(sink.noLongerWaits.getCount()).isZero();
  }

  @Test
  void callsWaitAgainWhenTheCollectorHasReturned() {
    connect();
    machine.received(Frames.full("e1", 7));
    machine.disconnected("cut");
    assertThat(sink.waits).isFalse();

    connect();
    assertThat(sink.waits).isTrue();
    assertThat(sink.last.state().hosts()).containsKey(Frames.REVIEWS);
    machine.disconnected("cut");
    assertThat(sink.waits).isFalse();
  }

  @Test
  void peersAreExpectedBeforeTheirEndpointsAreInForce() {
    connect();
    machine.received(Frames.full("e1", 7, Frames.instance("i", 8080, 8443)));
    assertThat(peers.toString()).contains("spiffe://mesh.test/ns/default/sa/reviews");
  }

  @Test
  void leavingDeregistersAndRegistersNoMore() {
    connect();
    machine.leave();
    listen(9080);
    machine.registrationMayHaveChanged();

    assertThat(wire.sent(AgentMessage.Deregister.class)).hasSize(1);
    assertThat(wire.sent(AgentMessage.Register.class)).isEmpty();
    assertThat(machine.left()).isFalse();
    machine.received(new CollectorMessage.Deregistered());
    assertThat(machine.left()).isTrue();
  }

  @Test
  void aFullFrameOfAnOlderRevisionReplacesEverything() {
    connect();
    machine.received(Frames.full("e1", 7, Frames.instance("i", 8080, 8443)));
    machine.received(new Frame("e1", 2, 0, List.of(), List.of(), List.of(), List.of(), List.of()));
    assertThat(sink.last.state().hosts()).isEmpty();
    assertThat(sink.last.state().revision()).isEqualTo(2);
  }

  @Test
  void linesOfTheAccessLogWaitForTheLinkAndGoAtMostTwoMessagesASecond() {
    for (int i = 0; i < 3; i++) {
      accessLog.add(new AgentMessage.AccessLog(i, 0, List.of()));
    }
    pass(1);
    assertThat(accessLog).hasSize(3);
    connect();
    pass(1);
    assertThat(wire.sent(AgentMessage.AccessLog.class)).hasSize(2);
    pass(1);
    assertThat(wire.sent(AgentMessage.AccessLog.class))
        .extracting(AgentMessage.AccessLog::before)
        .containsExactly(0L, 1L, 2L);
  }

  @Test
  void ejectionsAreToldWhenTheyChangeAndAnewOnEachConnection() {
    connect();
    pass(2);
    assertThat(wire.sent(AgentMessage.Ejections.class)).isEmpty();

    sink.ejections.add(ejection("reviews-1"));
    pass(3);
    assertThat(wire.sent(AgentMessage.Ejections.class))
        .containsExactly(
            new AgentMessage.Ejections(
                0,
                List.of(
                    new AgentMessage.Ejections.Ejection(
                        "reviews", "v1", "reviews-1", 9080, "consecutive_5xx", 5, 1_000, 29_000))));

    connect();
    pass(1);
    assertThat(wire.sent(AgentMessage.Ejections.class)).hasSize(1);
    sink.ejections.clear();
    pass(1);
    assertThat(wire.sent(AgentMessage.Ejections.class).get(1).ejections()).isEmpty();
  }

  @Test
  void ofManyEjectionsTheFirstAreToldAndTheOthersCounted() {
    for (int i = 0; i < 103; i++) {
      sink.ejections.add(ejection("reviews-" + i));
    }
    connect();
    pass(1);
    AgentMessage.Ejections told = wire.sent(AgentMessage.Ejections.class).get(0);
    assertThat(told.ejections()).hasSize(100);
    assertThat(told.more()).isEqualTo(3);
  }

  /** Began now, and lasts for 30 s. */
  private Ejection ejection(String instance) {
    Endpoint endpoint =
        new Endpoint(instance, new InetSocketAddress("10.0.0.1", 1), null, "", Map.of());
    Cluster cluster =
        new Cluster(
            "reviews",
            "v1",
            9080,
            Traffic.DEFAULT,
            false,
            new Endpoint[] {endpoint},
            new ClusterState());
    long until = now.get() + 30_000_000_000L;
    return new Ejection(cluster, endpoint, Cause.CONSECUTIVE_5XX, 5, now.get(), until);
  }
}
