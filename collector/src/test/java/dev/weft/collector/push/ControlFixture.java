package dev.weft.collector.push;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.collector.authority.Authority;
import dev.weft.collector.registry.OutsideHosts;
import dev.weft.collector.registry.Registry;
import dev.weft.collector.store.PolicyView;
import dev.weft.collector.store.RefusedDocument;
import dev.weft.collector.store.StoredDocument;
import dev.weft.policy.document.DocumentKey;
import dev.weft.policy.document.PolicyDocument;
import dev.weft.policy.frame.AgentMessage.Ack;
import dev.weft.policy.frame.AgentMessage.Hello;
import dev.weft.policy.frame.AgentMessage.Nack;
import dev.weft.policy.frame.AgentMessage.Register;
import dev.weft.policy.frame.AgentMessage.Service;
import dev.weft.policy.frame.AgentMessage.Stats;
import dev.weft.policy.frame.Channel;
import dev.weft.policy.frame.CollectorMessage;
import dev.weft.policy.frame.Frame;
import dev.weft.policy.frame.Host;
import dev.weft.policy.frame.Instance;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A control with a loop of its own and agents that do as told. */
abstract class ControlFixture {
  static final String REVIEWS = "reviews.default.svc.cluster.local";
  private static final Settings SETTINGS = new Settings(5_000, 30_000, 10, 2_000);

  @TempDir Path folder;
  final ManualLoop loop = new ManualLoop();
  final Map<String, String> kept = new HashMap<>();
  final List<Stats> counted = new ArrayList<>();
  final List<String> repeated = new ArrayList<>();
  final List<String> vanished = new ArrayList<>();
  final List<String> logged = new ArrayList<>();
  final List<Event> events = new ArrayList<>();
  final Map<String, List<RefusedDocument>> refusals = new HashMap<>();
  final AtomicLong revisions = new AtomicLong(1);
  final TreeMap<DocumentKey, StoredDocument> stored = new TreeMap<>();
  Control control;
  Authority authority;

  record Event(String type, Map<String, Object> data) {}

  @BeforeEach
  void start() {
    control = control(new Registry(15_000));
  }

  Control control(Registry registry) {
    authority =
        Authority.open(
            folder, "cluster.local", Duration.ofHours(1), loop::wallMillis, new SecureRandom());
    return new Control(
        loop,
        SETTINGS,
        registry,
        new Surroundings(
            "epoch",
            then -> then.accept(revisions.incrementAndGet()),
            authority,
            Surroundings.Admission.ALL,
            view -> OutsideHosts.of(view.all()),
            kept::put,
            new Surroundings.Counted() {
              @Override
              public void add(String agentId, Stats stats) {
                counted.add(stats);
              }

              @Override
              public void repeated(String agentId) {
                repeated.add(agentId);
              }

              @Override
              public void vanished(String agentId) {
                vanished.add(agentId);
              }
            },
            (identity, agent, missing, lines) ->
                logged.add(identity.name() + " " + lines.size() + " " + missing),
            (type, data) -> events.add(new Event(type, data)),
            new RefusalMemory(Map.copyOf(refusals), refusals::put)),
        new PolicyView(revisions.get(), new TreeMap<>(stored)));
  }

  StoredDocument write(String name, String subset) {
    return put(name, "default", Map.of("hosts", List.of(name), "subset", subset));
  }

  StoredDocument put(String name, String namespace, Map<String, Object> spec) {
    DocumentKey key = new DocumentKey("VirtualService", namespace, name);
    PolicyDocument document =
        new PolicyDocument(key, "networking.istio.io/v1", Map.of(), Map.of(), spec, 1);
    long revision = revisions.incrementAndGet();
    StoredDocument one =
        new StoredDocument(document, revision, loop.wallMillis(), loop.wallMillis());
    stored.put(key, one);
    control.policy(new PolicyView(revision, new TreeMap<>(stored)));
    return one;
  }

  static Hello hello(String id, String service, String machine, String... uses) {
    return new Hello(
        1,
        id,
        "test",
        List.of(Channel.CAN_SWITCH, Channel.CAN_ROLL),
        List.of(new Service(service, "default", "account", Map.of())),
        machine,
        1,
        "17",
        "",
        0,
        List.of(uses));
  }

  static Instance instance(String agent, String service, boolean loopback) {
    return new Instance(
        agent + "/" + service,
        service,
        "default",
        "account",
        Map.of(),
        List.of(new Instance.Port(9080, "127.0.0.1", 9081, "http", 0, loopback)));
  }

  /** An agent that applies what it gets, as a real one would. */
  final class Peer implements AgentLink {
    private final String id;
    private final String service;
    final List<CollectorMessage> heard = new ArrayList<>();
    final Map<DocumentKey, PolicyDocument> documents = new HashMap<>();
    final Map<String, Host> hosts = new HashMap<>();
    final Map<String, List<Instance>> endpoints = new HashMap<>();
    private long revision;
    int frames;
    boolean answers = true;
    String refuses = "";
    @Nullable String closed;
    @Nullable Frame last;

    Peer(String id, String service) {
      this(id, service, "one");
    }

    Peer(String id, String service, String machineOrUse) {
      this(
          id,
          service,
          machineOrUse.contains(".") ? "one" : machineOrUse,
          machineOrUse.contains(".") ? new String[] {machineOrUse} : new String[0]);
    }

    Peer(String id, String service, String machine, String... uses) {
      this.id = id;
      this.service = service;
      loop.execute(
          () -> assertThat(control.connect(hello(id, service, machine, uses), this)).isNull());
    }

    Peer(Hello hello) {
      this.id = hello.agentId();
      this.service = hello.services().get(0).name();
      loop.execute(() -> assertThat(control.connect(hello, this)).isNull());
    }

    /** As an agent connects that knows no optional messages. */
    Peer older() {
      heard.clear();
      Hello hello = hello(id, service, "one");
      Hello without =
          new Hello(1, id, "old", List.of(), hello.services(), "one", 1, "17", "", 0, List.of());
      loop.execute(() -> assertThat(control.connect(without, this)).isNull());
      return this;
    }

    void register(boolean loopback) {
      say(new Register(List.of(instance(id, service, loopback))));
    }

    void say(dev.weft.policy.frame.AgentMessage message) {
      assertThat(sayWrong(message)).isNull();
    }

    @Nullable String sayWrong(dev.weft.policy.frame.AgentMessage message) {
      String[] answer = new String[1];
      loop.execute(() -> answer[0] = control.message(id, this, message));
      return answer[0];
    }

    void lose() {
      loop.execute(() -> control.disconnected(id, this));
    }

    boolean knows(String host) {
      return !endpoints.getOrDefault(host, List.of()).isEmpty();
    }

    @Override
    public void send(CollectorMessage message) {
      heard.add(message);
      if (message instanceof Frame frame) {
        frames++;
        last = frame;
        if (answers) {
          loop.execute(() -> answer(frame));
        }
      }
    }

    private void answer(Frame frame) {
      for (PolicyDocument document : frame.documents()) {
        if (refuses.equals(document.spec().get("subset"))) {
          say(
              new Nack(
                  frame.epoch(),
                  frame.revision(),
                  List.of(new Nack.Refusal(document.key(), "no"))));
          return;
        }
      }
      if (frame.base() == 0) {
        documents.clear();
        hosts.clear();
        endpoints.clear();
      } else {
        assertThat(frame.base()).isEqualTo(revision);
        assertThat(frame.revision()).isGreaterThan(revision);
      }
      frame.documents().forEach(document -> documents.put(document.key(), document));
      frame.removedDocuments().forEach(documents::remove);
      frame.hosts().forEach(host -> hosts.put(host.name(), host));
      frame.removedHosts().forEach(hosts::remove);
      frame.endpoints().forEach(one -> endpoints.put(one.host(), one.instances()));
      revision = frame.revision();
      say(new Ack(frame.epoch(), frame.revision()));
    }

    @Override
    public void close(String reason) {
      closed = reason;
    }

    @Override
    public String address() {
      return "127.0.0.1";
    }
  }
}
