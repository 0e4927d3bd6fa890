package dev.weft.collector.push;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.collector.authority.Authority;
import dev.weft.collector.registry.OutsideHosts;
import dev.weft.collector.registry.Registry;
import dev.weft.collector.store.PolicyView;
import dev.weft.collector.store.StoredDocument;
import dev.weft.policy.document.DocumentKey;
import dev.weft.policy.document.PolicyDocument;
import dev.weft.policy.frame.AgentMessage.Ack;
import dev.weft.policy.frame.AgentMessage.Deregister;
import dev.weft.policy.frame.AgentMessage.Heartbeat;
import dev.weft.policy.frame.AgentMessage.Hello;
import dev.weft.policy.frame.AgentMessage.Nack;
import dev.weft.policy.frame.AgentMessage.Register;
import dev.weft.policy.frame.AgentMessage.Resync;
import dev.weft.policy.frame.AgentMessage.Service;
import dev.weft.policy.frame.AgentMessage.Stats;
import dev.weft.policy.frame.CollectorMessage;
import dev.weft.policy.frame.CollectorMessage.Deregistered;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlTest {
  private static final String REVIEWS = "reviews.default.svc.cluster.local";
  private static final Settings SETTINGS = new Settings(5_000, 30_000, 10, 2_000);

  @TempDir Path folder;
  private final ManualLoop loop = new ManualLoop();
  private final Map<String, String> kept = new HashMap<>();
  private final List<Stats> counted = new ArrayList<>();
  private final AtomicLong revisions = new AtomicLong(1);
  private final TreeMap<DocumentKey, StoredDocument> stored = new TreeMap<>();
  private Control control;

  @BeforeEach
  void start() {
    control = control(new Registry(15_000));
  }

  private Control control(Registry registry) {
    Authority authority =
        Authority.open(
            folder, "cluster.local", Duration.ofHours(1), loop::millis, new SecureRandom());
    return new Control(
        loop,
        SETTINGS,
        registry,
        new Surroundings(
            "epoch",
            then -> then.accept(revisions.incrementAndGet()),
            authority,
            view -> OutsideHosts.of(view.all()),
            kept::put,
            (agent, stats) -> counted.add(stats),
            (type, data) -> {}),
        new PolicyView(1, new TreeMap<>()));
  }

  @Test
  void anInstanceWithoutHeartbeatsIsRemovedWhenItsLeaseEnds() {
    Peer web = new Peer("w", "web", REVIEWS);
    Peer reviews = new Peer("r", "reviews");
    reviews.register(false);
    loop.pass(10);
    assertThat(web.knows(REVIEWS)).isTrue();

    for (int i = 0; i < 2; i++) {
      loop.pass(5_000);
      web.say(new Heartbeat());
    }
    assertThat(web.knows(REVIEWS)).isTrue();
    loop.pass(5_000);
    web.say(new Heartbeat());
    loop.pass(100);
    assertThat(web.knows(REVIEWS)).isFalse();
    assertThat(reviews.closed).contains("lease");
    assertThat(kept.get("r")).isEmpty();
  }

  @Test
  void aLostConnectionOnlyMakesAnInstanceSuspect() {
    Peer web = new Peer("w", "web", REVIEWS);
    Peer reviews = new Peer("r", "reviews");
    reviews.register(false);
    loop.pass(10);
    reviews.lose();
    loop.pass(10_000);
    web.say(new Heartbeat());
    assertThat(web.knows(REVIEWS)).isTrue();
    assertThat(control.instances().get(0)).containsEntry("suspect", true);

    Peer back = new Peer("r", "reviews");
    loop.pass(10_000);
    back.say(new Heartbeat());
    web.say(new Heartbeat());
    loop.pass(1_000);
    assertThat(web.knows(REVIEWS)).isTrue();
    assertThat(control.instances().get(0)).containsEntry("suspect", false);
  }

  @Test
  void aReturnedCollectorRemovesNothingForOneLease() {
    Peer reviews = new Peer("r", "reviews");
    reviews.register(false);
    loop.pass(10);

    Registry registry = new Registry(15_000);
    RegistrationText.restore(registry, kept, loop.millis());
    control = control(registry);
    Peer web = new Peer("w", "web", REVIEWS);
    assertThat(web.knows(REVIEWS)).isTrue();
    loop.pass(14_000);
    web.say(new Heartbeat());
    assertThat(web.knows(REVIEWS)).isTrue();
    loop.pass(1_100);
    assertThat(web.knows(REVIEWS)).isFalse();
  }

  @Test
  void aHostStaysKnownForAWhileAfterItsLastInstance() {
    Peer web = new Peer("w", "web", REVIEWS);
    Peer reviews = new Peer("r", "reviews");
    reviews.register(false);
    loop.pass(10);
    reviews.say(new Deregister());
    assertThat(web.knows(REVIEWS)).isFalse();
    assertThat(web.hosts).containsKey(REVIEWS);

    for (int i = 0; i < 62; i++) {
      assertThat(web.hosts).containsKey(REVIEWS);
      loop.pass(4_900);
      web.say(new Heartbeat());
    }
    assertThat(web.hosts).doesNotContainKey(REVIEWS);
  }

  @Test
  void loopbackPortsAreToldOnlyOnTheirOwnMachine() {
    Peer near = new Peer("n", "near", "one", REVIEWS);
    Peer far = new Peer("f", "far", "two", REVIEWS);
    Peer reviews = new Peer("r", "reviews", "one");
    reviews.register(true);
    loop.pass(10);
    assertThat(near.knows(REVIEWS)).isTrue();
    assertThat(far.hosts).doesNotContainKey(REVIEWS);
    assertThat(far.knows(REVIEWS)).isFalse();
  }

  @Test
  void changesOfTheRegistryAreGatheredIntoOneFrame() {
    Peer web = new Peer("w", "web");
    int before = web.frames;
    for (int i = 0; i < 5; i++) {
      new Peer("r" + i, "reviews" + i).register(false);
    }
    loop.pass(10);
    assertThat(web.frames).isEqualTo(before + 1);
    assertThat(web.hosts).hasSize(5);
  }

  @Test
  void aSlowAgentIsDroppedAndToldWhy() {
    Peer web = new Peer("w", "web");
    web.answers = false;
    write("reviews", "v1");
    loop.pass(9_000);
    web.say(new Heartbeat());
    loop.pass(9_000);
    web.say(new Heartbeat());
    loop.pass(9_000);
    web.say(new Heartbeat());
    assertThat(web.closed).isNull();
    loop.pass(3_100);
    assertThat(web.closed).contains("did not answer revision");
  }

  @Test
  void anAgentThatOnlyAsksForFullFramesIsDropped() {
    Peer web = new Peer("w", "web");
    web.answers = false;
    for (int i = 0; i < 11; i++) {
      web.say(new Resync());
    }
    assertThat(web.closed).contains("full frames");
  }

  @Test
  void aVersionThatWasRefusedStaysRefusedOnANewConnection() {
    Peer web = new Peer("w", "web");
    write("reviews", "v1");
    web.refuses = "poison";
    StoredDocument poison = write("reviews", "poison");
    assertThat(web.documents.get(poison.key()).spec()).containsEntry("subset", "v1");
    web.lose();

    Peer back = new Peer("w", "web");
    assertThat(back.documents.get(poison.key()).spec()).containsEntry("subset", "v1");
    DocumentStatus status = control.status(poison);
    assertThat(status.summary()).isEqualTo("Applied 0 of 1");
    assertThat(status.agents().get(0).state()).isEqualTo(DocumentStatus.State.REFUSED);
    StoredDocument healed = write("reviews", "v2");
    assertThat(back.documents.get(poison.key()).spec()).containsEntry("subset", "v2");
    assertThat(control.status(healed).summary()).isEqualTo("Applied 1 of 1");
  }

  @Test
  void aRefusalWithoutADocumentOfTheFrameEndsTheConnection() {
    Peer web = new Peer("w", "web");
    web.answers = false;
    write("reviews", "v1");
    web.say(new Nack("epoch", web.last.revision(), List.of()));
    assertThat(web.closed).contains("without naming a document");
  }

  @Test
  void documentsGoOnlyWhereTheyAreVisible() {
    Peer web = new Peer("w", "web");
    put("private", "other", Map.of("hosts", List.of("x"), "exportTo", List.of(".")));
    put("forUs", "other", Map.of("hosts", List.of("x"), "exportTo", List.of("default")));
    put("gateway", "default", Map.of("hosts", List.of("x"), "gateways", List.of("front")));
    put("both", "default", Map.of("hosts", List.of("y"), "gateways", List.of("front", "mesh")));
    assertThat(web.documents.keySet())
        .extracting(DocumentKey::name)
        .containsExactlyInAnyOrder("forUs", "both");
  }

  @Test
  void statusTellsHowLongAWriteTookToBeInForce() {
    Peer web = new Peer("w", "web");
    web.answers = false;
    StoredDocument document = write("reviews", "v1");
    assertThat(control.status(document).agents().get(0).state())
        .isEqualTo(DocumentStatus.State.PENDING);
    loop.pass(42);
    web.say(new Ack("epoch", web.last.revision()));
    DocumentStatus.OfAgent agent = control.status(document).agents().get(0);
    assertThat(agent.state()).isEqualTo(DocumentStatus.State.APPLIED);
    assertThat(agent.ackedAfterMillis()).isEqualTo(42);
    web.lose();
    assertThat(control.status(document).agents().get(0).state())
        .isEqualTo(DocumentStatus.State.DISCONNECTED);
  }

  @Test
  void countersAreAddedOncePerSequence() {
    Peer web = new Peer("w", "web");
    Stats first = new Stats(1, List.of());
    web.say(first);
    web.say(first);
    web.lose();
    Peer back = new Peer("w", "web");
    back.say(first);
    back.say(new Stats(2, List.of()));
    assertThat(counted).hasSize(2);
    assertThat(back.heard).filteredOn(CollectorMessage.StatsTaken.class::isInstance).hasSize(2);
  }

  @Test
  void leavingDoesNotWaitForASilentPeerForever() {
    Peer web = new Peer("w", "web", REVIEWS);
    Peer reviews = new Peer("r", "reviews");
    reviews.register(false);
    loop.pass(10);
    web.answers = false;
    reviews.say(new Deregister());
    loop.pass(1_900);
    assertThat(reviews.heard).noneMatch(Deregistered.class::isInstance);
    loop.pass(200);
    assertThat(reviews.heard).anyMatch(Deregistered.class::isInstance);
  }

  @Test
  void whatAnAgentSaysOfItselfIsChecked() {
    Peer web = new Peer("w", "web");
    assertThat(web.sayWrong(new Register(List.of(instance("w", "reviews", false)))))
        .contains("is not one of hello.services");
    assertThat(web.sayWrong(new Register(List.of(instance("other", "web", false)))))
        .contains("<agent id>/<service>");
    assertThat(control.connect(hello("x", "Not_A_Label", "one"), web)).contains("DNS label");
    assertThat(control.connect(hello("a b", "web", "one"), web)).contains("agentId");
  }

  private StoredDocument write(String name, String subset) {
    return put(name, "default", Map.of("hosts", List.of(name), "subset", subset));
  }

  private StoredDocument put(String name, String namespace, Map<String, Object> spec) {
    DocumentKey key = new DocumentKey("VirtualService", namespace, name);
    PolicyDocument document =
        new PolicyDocument(key, "networking.istio.io/v1", Map.of(), Map.of(), spec, 1);
    long revision = revisions.incrementAndGet();
    StoredDocument one = new StoredDocument(document, revision, loop.millis(), loop.millis());
    stored.put(key, one);
    control.policy(new PolicyView(revision, new TreeMap<>(stored)));
    return one;
  }

  private static Hello hello(String id, String service, String machine, String... uses) {
    return new Hello(
        1,
        id,
        "test",
        List.of(),
        List.of(new Service(service, "default", "account", Map.of())),
        machine,
        1,
        "17",
        "",
        0,
        List.of(uses));
  }

  private static Instance instance(String agent, String service, boolean loopback) {
    return new Instance(
        agent + "/" + service,
        service,
        "default",
        "account",
        Map.of(),
        List.of(new Instance.Port(9080, "127.0.0.1", 9081, "http", 0, loopback)));
  }

  /** An agent that applies what it gets, as a real one would. */
  private final class Peer implements AgentLink {
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
