package dev.weft.agent.link;

import dev.weft.agent.config.Settings;
import dev.weft.agent.identity.AgentTls;
import dev.weft.agent.identity.PeerTable;
import dev.weft.agent.log.AgentLog;
import dev.weft.core.context.ContextCell;
import dev.weft.core.outlier.Ejection;
import dev.weft.core.path.DataPath;
import dev.weft.core.path.DataPathConfig;
import dev.weft.core.path.LocalIdentity;
import dev.weft.core.path.MeshView;
import dev.weft.core.path.TraceSettings;
import dev.weft.policy.compiled.CompiledPolicy;
import dev.weft.policy.compiled.Consumer;
import dev.weft.policy.compiled.PolicyCompiler;
import dev.weft.policy.frame.AgentMessage;
import dev.weft.policy.frame.CollectorMessage;
import dev.weft.policy.frame.Frame;
import dev.weft.policy.frame.FrameCodec;
import dev.weft.policy.frame.MalformedMessageException;
import dev.weft.policy.frame.SwitchLevel;
import dev.weft.policy.fuzz.Memory;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a collector says, a message a line: no message, or it is dealt with. A frame is
 * acknowledged, refused, or asked for as a whole, once; one that is refused changes nothing.
 */
public final class CollectorMessagesFuzz {
  private static final int MAX_MESSAGES = 40;
  private static final FrameCodec CODEC = new FrameCodec();
  private static final Settings SETTINGS =
      Settings.parse("service=reviews;labels=version=v2", Map.of(), new Properties());

  private CollectorMessagesFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) throws Exception {
    // A document is compiled once more for each that is refused with it.
    Memory.bounded(input, 40_000, 8_000_000, CollectorMessagesFuzz::run);
  }

  private static void run(byte[] input) throws Exception {
    Agent agent = new Agent();
    String[] lines = new String(input, StandardCharsets.UTF_8).split("\n", MAX_MESSAGES + 1);
    for (int i = 0; i < lines.length && i < MAX_MESSAGES; i++) {
      CollectorMessage message;
      try {
        message = CODEC.readCollector(lines[i]);
      } catch (MalformedMessageException refused) {
        break; // the channel ends
      }
      if (!CODEC.readCollector(CODEC.write(message)).equals(message)) {
        throw new IllegalStateException("is another when read again: " + message);
      }
      agent.takes(message);
    }
    agent.machine.disconnected("the end");
  }

  /** An agent's link without threads, sockets and files. */
  private static final class Agent implements Wire, MeshSink {
    final LinkMachine machine;
    private final AtomicLong now = new AtomicLong(1);
    private final DataPath path;
    private final List<AgentMessage> sent = new ArrayList<>();
    private MeshState applied = MeshState.EMPTY;

    Agent() {
      AgentLog log =
          new AgentLog(Settings.LogLevel.WARN, new PrintStream(OutputStream.nullOutputStream()));
      path =
          new DataPath(
              new DataPathConfig(
                  now::get,
                  () -> 1,
                  new ContextCell(),
                  new LocalIdentity("reviews", "default", "reviews", Map.of("version", "v2")),
                  TraceSettings.off(),
                  () -> true,
                  host -> {},
                  0));
      PeerTable peers = new PeerTable();
      AgentTls tls = new AgentTls(peers, () -> 1_800_000_000_000L, () -> 0, null);
      PolicyCompiler compiler = new PolicyCompiler();
      Consumer consumer = new Consumer("default", Map.of("version", "v2"));
      machine =
          new LinkMachine(
              new LinkIdentity("agent-1", "1", "host", 1, "17", "", 2_000_000_000L),
              new Registration(SETTINGS, () -> {}),
              new PolicyState(
                  (documents, level) ->
                      level == SwitchLevel.NONE
                          ? compiler.compile(documents, consumer)
                          : compiler.compileSwitchedOff(documents, consumer),
                  peers,
                  tls,
                  this,
                  null,
                  new SwitchFile(null, SETTINGS.collector()),
                  false,
                  log),
              new Credentials(tls, "default", "reviews", log),
              new Counters(List::of, now::get, log),
              new AccessLines(() -> null),
              new EjectionNews(this, now::get),
              List::of,
              now::get,
              log);
      machine.connected(this);
    }

    @Override
    public List<Ejection> ejections() {
      return path.ejections();
    }

    void takes(CollectorMessage message) {
      sent.clear();
      MeshState before = applied;
      machine.received(message);
      if (message instanceof Frame frame) {
        long acks = sent.stream().filter(AgentMessage.Ack.class::isInstance).count();
        long nacks = sent.stream().filter(AgentMessage.Nack.class::isInstance).count();
        long resyncs = sent.stream().filter(AgentMessage.Resync.class::isInstance).count();
        if (acks + nacks + resyncs > 1) {
          throw new IllegalStateException("more than one answer: " + sent);
        }
        if (nacks + resyncs > 0 && applied != before) {
          throw new IllegalStateException("a refused frame was put into force: " + frame);
        }
        if (acks == 1 && applied.revision() != frame.revision()) {
          throw new IllegalStateException("an acknowledged frame is not in force: " + frame);
        }
      }
      for (AgentMessage answer : sent) {
        CODEC.write(answer);
      }
      now.addAndGet(1_000_000_000L);
      machine.tick();
    }

    @Override
    public void send(AgentMessage message) {
      sent.add(message);
    }

    @Override
    public InetAddress localAddress() {
      return InetAddress.getLoopbackAddress();
    }

    @Override
    public void close(String reason) {}

    @Override
    public void apply(CompiledPolicy policy, MeshState state, String trustDomain) {
      path.apply(policy, new MeshView(state.hosts(), state.endpoints(), "default", trustDomain));
      applied = state;
    }

    @Override
    public void switched(CollectorMessage.Switches all) {}

    @Override
    public void noLongerWait() {
      path.noLongerWait();
    }
  }
}
