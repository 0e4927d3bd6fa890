package dev.weft.collector.push;

import dev.weft.collector.accesslog.AccessLogs;
import dev.weft.collector.authority.Authority;
import dev.weft.collector.json.Json;
import dev.weft.collector.metrics.Dimension;
import dev.weft.collector.metrics.Exposition;
import dev.weft.collector.metrics.TrafficQuery;
import dev.weft.collector.metrics.TrafficStore;
import dev.weft.collector.registry.OutsideHosts;
import dev.weft.collector.registry.Registry;
import dev.weft.collector.store.PolicyView;
import dev.weft.collector.store.StoredDocument;
import dev.weft.policy.document.DocumentKey;
import dev.weft.policy.document.PolicyDocument;
import dev.weft.policy.frame.AgentMessage;
import dev.weft.policy.frame.AgentMessage.Hello;
import dev.weft.policy.frame.CollectorMessage;
import dev.weft.policy.frame.Frame;
import dev.weft.policy.frame.FrameCodec;
import dev.weft.policy.frame.MalformedMessageException;
import dev.weft.policy.fuzz.Memory;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an agent says, a message a line: the connection ends with a reason, or it is answered; the
 * API shows what was taken, and another agent is served as before.
 */
public final class AgentMessagesFuzz {
  /** More than that an agent of ours does not say in a second. */
  private static final int MAX_MESSAGES = 40;

  /** A line of the text format; of OpenMetrics' there is more behind a #. */
  private static final Pattern METRIC =
      Pattern.compile(
          "[a-z_]+(\\{([a-z_]+=\"([^\"\\\\]|\\\\[\"\\\\n])*+\",?)*+\\})? [-+0-9.eEInfNa]+( # .*)?");

  private static final FrameCodec CODEC = new FrameCodec();
  private static final Authority AUTHORITY = authority();

  private AgentMessagesFuzz() {}

  private static Authority authority() {
    try {
      Path folder = Files.createTempDirectory("weft-fuzz");
      Authority authority =
          Authority.open(
              folder,
              "cluster.local",
              Duration.ofHours(1),
              () -> 1_800_000_000_000L,
              new SecureRandom());
      try (var files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(folder);
      return authority;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static void fuzzerTestOneInput(byte[] input) throws Exception {
    Memory.bounded(input, 40_000, 8_000_000, AgentMessagesFuzz::run);
  }

  private static void run(byte[] input) throws Exception {
    Mesh mesh = new Mesh();
    String[] lines = new String(input, StandardCharsets.UTF_8).split("\n", MAX_MESSAGES + 1);
    Conversation other = new Conversation(mesh.control);
    other.acknowledges = true;
    other.says(hello(input));
    Conversation tested = new Conversation(mesh.control);
    for (int i = 0; i < lines.length && i < MAX_MESSAGES && tested.ended == null; i++) {
      tested.says(lines[i]);
      mesh.loop.pass(100);
    }
    shown(mesh.control);
    counted(mesh.traffic);
    for (AgentMessage.Service service : tested.services) {
      for (String line :
          mesh.logs.latest(new AccessLogs.Service(service.namespace(), service.name()), 100)) {
        Json.parse(line);
      }
    }
    isServed(other, mesh);
    tested.leaves();
    mesh.loop.pass(60_000);
    shown(mesh.control);
  }

  private static void shown(Control control) throws Exception {
    Json.parse(Json.write(control.agents()));
    Json.parse(Json.write(control.instances()));
    Json.parse(Json.write(control.services()));
    Json.parse(Json.write(control.switchTrees()));
    control.hostNames();
  }

  /** What Prometheus reads, and what the page asks. */
  private static void counted(TrafficStore traffic) throws IOException {
    for (Exposition.Format format : Exposition.Format.values()) {
      StringBuilder text = new StringBuilder();
      traffic.exposition().write(text, format);
      text.toString()
          .lines()
          .filter(line -> !line.startsWith("#"))
          .forEach(
              line -> {
                if (!METRIC.matcher(line).matches()) {
                  throw new IllegalStateException("Prometheus does not read " + line);
                }
              });
    }
    TrafficQuery all = TrafficQuery.of(traffic.latest(Duration.ofMinutes(5)));
    traffic.rows(all.by(Dimension.values()[0], Dimension.values()));
    traffic.series(all, Duration.ofSeconds(10));
  }

  /** One whose id cannot be guessed from the input, since it depends on all of it. */
  private static String hello(byte[] input) {
    return CODEC.write(
        new Hello(
            1,
            "other-" + Arrays.hashCode(input),
            "test",
            List.of(),
            List.of(new AgentMessage.Service("other", "default", "other", Map.of())),
            "machine",
            1,
            "17",
            "",
            0,
            List.of()));
  }

  private static void isServed(Conversation other, Mesh mesh) {
    int before = other.frames;
    mesh.write();
    mesh.loop.pass(5_000);
    if (other.ended != null || other.frames == before) {
      throw new IllegalStateException("another agent is not served: " + other.ended);
    }
  }

  /** A control without a mesh. */
  private static final class Mesh {
    final ManualLoop loop = new ManualLoop();
    final TrafficStore traffic = new TrafficStore(loop::wallMillis, new SimpleMeterRegistry());
    final AccessLogs logs = new AccessLogs(loop, new SimpleMeterRegistry());
    final Control control;
    private long revision = 1;

    Mesh() {
      control =
          new Control(
              loop,
              Settings.DEFAULT,
              new Registry(15_000),
              new Surroundings(
                  "epoch",
                  then -> then.accept(++revision),
                  AUTHORITY,
                  Surroundings.Admission.ALL,
                  view -> OutsideHosts.of(view.all()),
                  (agent, service) -> {},
                  traffic::add,
                  (identity, agent, missing, lines) ->
                      logs.add(
                          new AccessLogs.Service(identity.namespace(), identity.name()),
                          agent,
                          missing,
                          lines),
                  (type, data) -> Json.write(data),
                  new RefusalMemory(Map.of(), (agent, refusals) -> {})),
              new PolicyView(1, new TreeMap<>()));
    }

    /** An operator changes a document that concerns everybody. */
    void write() {
      PolicyDocument document =
          new PolicyDocument(
              new DocumentKey("VirtualService", "default", "a"),
              "networking.istio.io/v1",
              Map.of(),
              Map.of(),
              Map.of("hosts", List.of("a")),
              1);
      TreeMap<DocumentKey, StoredDocument> all = new TreeMap<>();
      all.put(document.key(), new StoredDocument(document, ++revision, 1, 1));
      PolicyView view = new PolicyView(revision, all);
      loop.execute(() -> control.policy(view));
    }
  }

  /** One connection, as the channel's service has it. */
  private static final class Conversation implements AgentLink {
    private final Control control;
    private @Nullable String agentId;
    List<AgentMessage.Service> services = List.of();
    @Nullable String ended;
    int frames;
    boolean acknowledges;

    Conversation(Control control) {
      this.control = control;
    }

    void says(String line) {
      AgentMessage message;
      try {
        message = CODEC.readAgent(line);
      } catch (MalformedMessageException e) {
        end("malformed message: " + e.getMessage());
        return;
      }
      control.loop().execute(() -> take(message));
      if (ended == null) {
        AgentMessage again;
        try {
          again = CODEC.readAgent(CODEC.write(message));
        } catch (MalformedMessageException e) {
          throw new IllegalStateException("cannot be read again", e);
        }
        if (!again.equals(message)) {
          throw new IllegalStateException("is another when read again: " + again);
        }
      }
    }

    private void take(AgentMessage message) {
      String wrong;
      if (agentId != null) {
        wrong = control.message(agentId, this, message);
      } else if (message instanceof Hello hello) {
        wrong = control.connect(hello, this);
        if (wrong == null) {
          agentId = hello.agentId();
          services = hello.services();
        }
      } else {
        wrong = "the first message must be hello";
      }
      if (wrong != null) {
        end(wrong);
      }
    }

    private void end(String reason) {
      if (reason.isEmpty() || reason.length() > 10_000) {
        throw new IllegalStateException("says nothing, or too much: " + reason);
      }
      ended = reason;
    }

    void leaves() {
      String id = agentId;
      if (id != null) {
        control.loop().execute(() -> control.disconnected(id, this));
      }
    }

    @Override
    public void send(CollectorMessage message) {
      if (message instanceof Frame frame) {
        frames++;
        if (acknowledges) {
          control.loop().execute(() -> take(new AgentMessage.Ack(frame.epoch(), frame.revision())));
        }
      }
      CODEC.write(message);
    }

    @Override
    public void close(String reason) {
      end(reason);
    }

    @Override
    public String address() {
      return "127.0.0.1";
    }
  }
}
