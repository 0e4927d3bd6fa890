package dev.weft.agent.link;

import dev.weft.agent.config.Settings;
import dev.weft.agent.identity.AgentTls;
import dev.weft.agent.identity.PeerTable;
import dev.weft.agent.identity.TestCa;
import dev.weft.agent.log.AgentLog;
import dev.weft.core.call.Protocol;
import dev.weft.core.listen.Listeners;
import dev.weft.policy.compiled.CompiledPolicy;
import dev.weft.policy.compiled.PolicyRefusedException;
import dev.weft.policy.compiled.RetryPolicy;
import dev.weft.policy.document.PolicyDocument;
import dev.weft.policy.frame.AgentMessage;
import dev.weft.policy.frame.CollectorMessage;
import dev.weft.policy.frame.FrameCodec;
import dev.weft.policy.frame.SwitchLevel;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A machine without threads and sockets, on a clock that the test moves. */
abstract class LinkMachineFixture {
  private static final long SECOND = 1_000_000_000L;

  /** What the compiler of these tests makes of any documents where policy is off. */
  static final CompiledPolicy SWITCHED_OFF =
      new CompiledPolicy(Map.of(), Map.of(), RetryPolicy.NONE);

  @TempDir Path dir;

  final AtomicLong now = new AtomicLong();
  final TestCa ca = new TestCa("mesh", this::wallMillis);
  final PeerTable peers = new PeerTable();
  final AgentTls tls = new AgentTls(peers, this::wallMillis, () -> 0, null);
  final RecordingSink sink = new RecordingSink();
  final ByteArrayOutputStream said = new ByteArrayOutputStream();
  final AgentLog log = new AgentLog(Settings.LogLevel.WARN, new PrintStream(said, true));
  final List<AgentMessage.Stats.Series> series = new ArrayList<>();
  final Deque<AgentMessage.AccessLog> accessLog = new ArrayDeque<>();
  final List<AgentMessage.AdapterReport> reports = new ArrayList<>();
  RecordingWire wire = new RecordingWire();
  Registration registration;
  LinkMachine machine;

  /** Remembers what was sent. */
  static final class RecordingWire implements Wire {
    final List<AgentMessage> sent = new ArrayList<>();
    boolean keepsAfterClose;

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
      if (!keepsAfterClose) {
        sent.clear();
      }
    }

    <M extends AgentMessage> List<M> sent(Class<M> kind) {
      return sent.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
  }

  long wallMillis() {
    return 1_800_000_000_000L + now.get() / 1_000_000;
  }

  @BeforeEach
  void make() {
    machine = machine("service=reviews;labels=version=v2");
  }

  LinkMachine machine(String args) {
    Settings settings = Settings.parse(args, Map.of(), new Properties());
    registration = new Registration(settings, () -> {});
    StateFile file =
        new StateFile(dir.resolve("state/reviews"), settings.collector(), new FrameCodec());
    return new LinkMachine(
        new LinkIdentity("agent-1", "1", "host", 1, "17", "", 2 * SECOND),
        registration,
        new PolicyState(
            LinkMachineFixture::compile, peers, tls, sink, file, switchFile(settings), true, log),
        new Credentials(tls, "default", "reviews", log),
        new Counters(
            () -> {
              List<AgentMessage.Stats.Series> drained = List.copyOf(series);
              series.clear();
              return drained;
            },
            now::get,
            log),
        new AccessLines(accessLog::poll),
        new EjectionNews(sink, now::get),
        () -> List.copyOf(reports),
        now::get,
        log);
  }

  private SwitchFile switchFile(Settings settings) {
    return new SwitchFile(dir.resolve("state/reviews.switches"), settings.collector());
  }

  static CompiledPolicy compile(Collection<PolicyDocument> documents, SwitchLevel level) {
    if (level != SwitchLevel.NONE) {
      return SWITCHED_OFF;
    }
    for (PolicyDocument document : documents) {
      if (document.key().name().startsWith("bad")) {
        throw new PolicyRefusedException(document.key(), "spec.http: cannot be");
      }
    }
    return CompiledPolicy.EMPTY;
  }

  void connect() {
    connect("");
  }

  void connect(String ledger) {
    wire = new RecordingWire();
    machine.connected(wire);
    machine.received(
        new CollectorMessage.Welcome(
            "e1", "mesh.test", 15_000, 5_000, "10.0.0.9", wallMillis(), ledger));
  }

  void certify() {
    String csr = wire.sent(AgentMessage.SignRequest.class).get(0).csr();
    machine.received(new CollectorMessage.Certificate(ca.sign(csr, 3_600), ca.rootPem()));
  }

  void pass(long seconds) {
    for (long i = 0; i < seconds; i++) {
      now.addAndGet(SECOND);
      machine.tick();
    }
  }

  Listeners.Listening listen(int port) {
    return registration.opened(
        new InetSocketAddress("127.0.0.1", port), Protocol.HTTP, Listeners.Tls.NONE);
  }
}
