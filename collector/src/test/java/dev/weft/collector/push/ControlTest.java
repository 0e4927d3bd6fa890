package dev.weft.collector.push;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.collector.registry.Registry;
import dev.weft.collector.store.StoredDocument;
import dev.weft.policy.document.DocumentKey;
import dev.weft.policy.frame.AgentMessage.Ack;
import dev.weft.policy.frame.AgentMessage.Deregister;
import dev.weft.policy.frame.AgentMessage.Heartbeat;
import dev.weft.policy.frame.AgentMessage.Nack;
import dev.weft.policy.frame.AgentMessage.Register;
import dev.weft.policy.frame.AgentMessage.Resync;
import dev.weft.policy.frame.AgentMessage.Stats;
import dev.weft.policy.frame.CollectorMessage;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ControlTest extends ControlFixture {
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
  void whoHasNotBeenToldOfANewInstanceIsNotSettled() {
    Peer web = new Peer("w", "web", REVIEWS);
    Peer reviews = new Peer("r", "reviews");
    loop.pass(100);
    assertThat(settled("w")).isTrue();
    // Changes of the registry are gathered: shown at once, told a little later.
    reviews.register(false);
    assertThat(control.instances()).hasSize(1);
    assertThat(web.knows(REVIEWS)).isFalse();
    assertThat(settled("w")).isFalse();
    loop.pass(100);
    assertThat(web.knows(REVIEWS)).isTrue();
    assertThat(settled("w")).isTrue();
    web.answers = false;
    write("reviews", "v1");
    assertThat(settled("w")).isFalse();
    web.lose();
    assertThat(settled("w")).isFalse();
  }

  private boolean settled(String id) {
    return control.agents().stream()
        .filter(agent -> agent.get("id").equals(id))
        .anyMatch(agent -> agent.get("settled").equals(true));
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
  void theLastGoodVersionOutlivesARestartOfTheCollector() {
    Peer web = new Peer("w", "web");
    write("reviews", "v1");
    web.refuses = "poison";
    StoredDocument poison = write("reviews", "poison");

    control = control(new Registry(15_000));
    Peer back = new Peer("w", "web");
    back.refuses = "poison";
    assertThat(back.documents.get(poison.key()).spec()).containsEntry("subset", "v1");
    // It was not even sent again.
    assertThat(back.frames).isEqualTo(1);
    assertThat(control.status(poison).agents().get(0).state())
        .isEqualTo(DocumentStatus.State.REFUSED);
    assertThat(refusals.get("w")).hasSize(1);
    write("reviews", "v2");
    assertThat(back.documents.get(poison.key()).spec()).containsEntry("subset", "v2");
    assertThat(refusals.get("w")).isEmpty();
  }

  @Test
  void whatAnAgentRefusedIsForgottenIfItDoesNotComeBack() {
    Peer web = new Peer("w", "web");
    web.refuses = "poison";
    write("reviews", "poison");
    control = control(new Registry(15_000));
    loop.pass(14_000);
    assertThat(refusals.get("w")).hasSize(1);
    loop.pass(1_100);
    assertThat(refusals.get("w")).isEmpty();
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
    assertThat(repeated).containsExactly("w", "w");
    assertThat(ledger(back)).isEqualTo(ledger(web));
  }

  private static Stats served(String principal) {
    Map<String, String> labels =
        Map.of(
            "reporter", "destination",
            "source_principal", principal,
            "source_workload", "account",
            "source_version", "unknown");
    return new Stats(1, List.of(new Stats.Series(labels, 1, 1, List.of())));
  }

  private Map<String, String> lastLabels() {
    return counted.get(counted.size() - 1).series().get(0).labels();
  }

  @Test
  void aServersCountersAreToldWhichWorkloadStandsBehindAnAccount() {
    new Peer("p", "page");
    String page = "cluster.local/ns/default/sa/account";
    new Peer("r", "page").say(served(page));
    assertThat(lastLabels())
        .containsEntry("source_workload", "page")
        .containsEntry("source_canonical_service", "page")
        .containsEntry("source_canonical_revision", "latest");
    new Peer("s", "page").say(served("cluster.local/ns/default/sa/other"));
    assertThat(lastLabels())
        .as("nobody is of that account")
        .containsEntry("source_workload", "account");
    new Peer("w", "reviews").say(served(page));
    assertThat(lastLabels()).as("two workloads are").containsEntry("source_workload", "account");
  }

  private static String ledger(Peer peer) {
    return peer.heard.stream()
        .filter(CollectorMessage.Welcome.class::isInstance)
        .map(message -> ((CollectorMessage.Welcome) message).ledger())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void countersOfAnAgentThatWasThoughtGoneAreNotAddedTwice() {
    Peer web = new Peer("w", "web");
    Stats first = new Stats(1, List.of());
    web.say(first);
    web.lose();
    loop.pass(60_000);
    assertThat(control.knowsAgent("w")).isFalse();
    assertThat(vanished).containsExactly("w");
    Peer back = new Peer("w", "web");
    assertThat(ledger(back)).isEqualTo(ledger(web));
    back.say(first);
    assertThat(counted).hasSize(1);
  }

  @Test
  void whoSaysGoodbyeHasLostNothing() {
    Peer web = new Peer("w", "web");
    web.say(new Deregister());
    web.lose();
    loop.pass(60_000);
    assertThat(vanished).isEmpty();
  }

  @Test
  void aRestartedCollectorTellsThatItKnowsOfNoCounters() {
    Peer web = new Peer("w", "web");
    control = control(new Registry(15_000));
    assertThat(ledger(new Peer("w", "web"))).isNotEqualTo(ledger(web)).isNotEmpty();
  }

  @Test
  void ledgersOfThoseGoneAreKeptWithinBounds() {
    Ledgers ledgers = new Ledgers();
    String first = ledgers.open("a0").name();
    for (int i = 0; i <= Ledgers.MAX_GONE; i++) {
      ledgers.keep("a" + i, ledgers.open("a" + i));
    }
    assertThat(ledgers.open("a0").name()).isNotEqualTo(first);
    String kept = ledgers.open("b").name();
    assertThat(ledgers.open("b").name()).isNotEqualTo(kept);
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
}
