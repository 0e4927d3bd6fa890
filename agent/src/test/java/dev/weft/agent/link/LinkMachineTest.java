package dev.weft.agent.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.agent.config.Settings;
import dev.weft.agent.identity.AgentTls;
import dev.weft.agent.identity.PeerTable;
import dev.weft.agent.identity.TestCa;
import dev.weft.agent.log.AgentLog;
import dev.weft.core.call.Protocol;
import dev.weft.core.listen.Listeners;
import dev.weft.policy.compiled.CompiledPolicy;
import dev.weft.policy.compiled.PolicyRefusedException;
import dev.weft.policy.document.PolicyDocument;
import dev.weft.policy.frame.AgentMessage;
import dev.weft.policy.frame.CollectorMessage;
import dev.weft.policy.frame.Frame;
import dev.weft.policy.frame.FrameCodec;
import dev.weft.policy.frame.Instance;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinkMachineTest {
  private static final long SECOND = 1_000_000_000L;

  @TempDir Path dir;

  private final AtomicLong now = new AtomicLong();
  private final TestCa ca = new TestCa("mesh", this::wallMillis);
  private final PeerTable peers = new PeerTable();
  private final AgentTls tls = new AgentTls(peers, this::wallMillis, () -> 0, null);
  private final RecordingSink sink = new RecordingSink();
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final AgentLog log = new AgentLog(Settings.LogLevel.WARN, new PrintStream(said, true));
  private final List<AgentMessage.Stats.Series> series = new ArrayList<>();
  private final List<AgentMessage.AdapterReport> reports = new ArrayList<>();
  private RecordingWire wire = new RecordingWire();
  private Registration registration;
  private LinkMachine machine;

  /** Remembers what was sent. */
  private static final class RecordingWire implements Wire {
    final List<AgentMessage> sent = new ArrayList<>();

    @Override
    public void send(AgentMessage message) {
      sent.add(message);
    }

    @Override
    public InetAddress localAddress() {
      return InetAddress.getLoopbackAddress();
    }

    @Override
    public void close(String reason) {
      sent.clear();
    }

    <M extends AgentMessage> List<M> sent(Class<M> kind) {
      return sent.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
  }

  private long wallMillis() {
    return 1_800_000_000_000L + now.get() / 1_000_000;
  }

  @BeforeEach
  void make() {
    machine = machine("service=reviews;labels=version=v2");
  }

  private LinkMachine machine(String args) {
    Settings settings = Settings.parse(args, Map.of(), new Properties());
    registration = new Registration(settings, () -> {});
    StateFile file =
        new StateFile(dir.resolve("state/reviews"), settings.collector(), new FrameCodec());
    return new LinkMachine(
        new LinkIdentity("agent-1", "1", "host", 1, "17", "", 2 * SECOND),
        registration,
        new PolicyState(LinkMachineTest::compile, peers, tls, sink, file, log),
        new Credentials(tls, "default", "reviews", log),
        new Counters(
            () -> {
              List<AgentMessage.Stats.Series> drained = List.copyOf(series);
              series.clear();
              return drained;
            }),
        () -> List.copyOf(reports),
        now::get,
        log);
  }

  private static CompiledPolicy compile(Collection<PolicyDocument> documents) {
    for (PolicyDocument document : documents) {
      if (document.key().name().startsWith("bad")) {
        throw new PolicyRefusedException(document.key(), "spec.http: cannot be");
      }
    }
    return CompiledPolicy.EMPTY;
  }

  private void connect() {
    wire = new RecordingWire();
    machine.connected(wire);
    machine.received(
        new CollectorMessage.Welcome("e1", "mesh.test", 15_000, 5_000, "10.0.0.9", wallMillis()));
  }

  private void certify() {
    String csr = wire.sent(AgentMessage.SignRequest.class).get(0).csr();
    machine.received(new CollectorMessage.Certificate(ca.sign(csr, 3_600), ca.rootPem()));
  }

  private void pass(long seconds) {
    for (long i = 0; i < seconds; i++) {
      now.addAndGet(SECOND);
      machine.tick();
    }
  }

  private Listeners.Listening listen(int port) {
    return registration.opened(
        new InetSocketAddress("127.0.0.1", port), Protocol.HTTP, Listeners.Tls.NONE);
  }

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
  void theLeaseIsRenewedAsOftenAsTheCollectorWants() {
    connect();
    pass(16);
    assertThat(wire.sent(AgentMessage.Heartbeat.class)).hasSize(3);
  }

  @Test
  void listenersAreRegisteredAndMeshTlsOnlyWithACertificate() {
    Listeners.Listening listening = listen(9080);
    connect();
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
  void countersAreSentAgainWithTheirNumberUntilTheyAreTaken() {
    connect();
    AgentMessage.Stats.Series one =
        new AgentMessage.Stats.Series(Map.of("k", "v"), 1, 2.0, List.of(1L));
    series.add(one);
    pass(5);
    assertThat(wire.sent(AgentMessage.Stats.class))
        .containsExactly(new AgentMessage.Stats(1, List.of(one)));

    machine.disconnected("test");
    connect();
    assertThat(wire.sent(AgentMessage.Stats.class))
        .containsExactly(new AgentMessage.Stats(1, List.of(one)));

    machine.received(new CollectorMessage.StatsTaken(1));
    series.add(one);
    machine.flushStats();
    assertThat(wire.sent(AgentMessage.Stats.class))
        .last()
        .isEqualTo(new AgentMessage.Stats(2, List.of(one)));
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
  void whatWasKnownIsKeptForTheNextStart() {
    connect();
    machine.use(List.of(Frames.REVIEWS));
    machine.received(Frames.full("e1", 7, Frames.instance("i", 8080, 8443)));
    pass(2);

    LinkMachine next = machine("service=reviews");
    next.restore();

    // Names at once, so that calls know the host; its instances are old and wait for the answer.
    assertThat(sink.last.state().hosts()).containsKey(Frames.REVIEWS);
    assertThat(sink.last.state().endpoints()).isEmpty();
    assertThat(sink.last.trustDomain()).isEqualTo("mesh.test");

    next.disconnected("refused");
    assertThat(sink.last.state().endpoints()).containsKey(Frames.REVIEWS);

    RecordingWire later = new RecordingWire();
    next.connected(later);
    AgentMessage.Hello hello = later.sent(AgentMessage.Hello.class).get(0);
    assertThat(hello.uses()).containsExactly(Frames.REVIEWS);
    assertThat(hello.revision()).as("old knowledge is no base for a delta").isZero();
  }

  @Test
  void keptInstancesAreUsedWhenTheCollectorConnectsButSaysNothing() {
    connect();
    machine.received(Frames.full("e1", 7, Frames.instance("i", 8080, 8443)));
    pass(2);
    machine = machine("service=reviews");
    machine.restore();
    connect();

    pass(1);
    assertThat(sink.last.state().endpoints()).isEmpty();
    pass(1);
    assertThat(sink.last.state().endpoints()).containsKey(Frames.REVIEWS);
  }

  @Test
  void anotherCollectorsStateIsNotUsedAndADamagedOneIsReported() throws Exception {
    connect();
    machine.received(Frames.full("e1", 7));
    pass(2);
    int applied = sink.applied.size();

    machine("service=reviews;collector=http://other:1").restore();
    assertThat(sink.applied).hasSize(applied);

    Files.writeString(dir.resolve("state/reviews"), "nonsense");
    machine("service=reviews").restore();
    assertThat(sink.applied).hasSize(applied);
    assertThat(said.toString(StandardCharsets.UTF_8)).contains("kept policy is not used");
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
}
