package dev.weft.collector.push;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.collector.authority.Phase;
import dev.weft.collector.authority.Rollover;
import dev.weft.collector.json.Tree;
import dev.weft.collector.registry.Registry;
import dev.weft.policy.frame.AgentMessage.Heartbeat;
import dev.weft.policy.frame.AgentMessage.Trusts;
import dev.weft.policy.frame.CollectorMessage.Roots;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RollingTest extends ControlFixture {
  private Rollover rollover;

  @BeforeEach
  void roots() {
    rollover = authority.rollover();
  }

  @Test
  void theNewRootMaySignOnceEveryAgentHasSaidThatItTrustsIt() {
    Peer one = said(new Peer("a-1", "reviews"));
    Peer two = said(new Peer("a-2", "ratings"));
    begin();
    assertThat(told(one)).isEqualTo(rollover.pem());
    assertThat(told(two)).isEqualTo(rollover.pem());

    said(one);
    assertThat(control.rollBlocked()).startsWith("1 of 2 agents have not said");
    said(two);
    assertThat(control.rollBlocked()).contains("on their way");
    alive(15_000, one, two);
    assertThat(control.rollBlocked()).isNull();
  }

  @Test
  void oneThatIsLostHoldsItUpUntilItsLeaseEnds() {
    Peer one = said(new Peer("a-1", "reviews"));
    Peer two = said(new Peer("a-2", "ratings"));
    begin();
    said(one);
    two.lose();
    alive(14_000, one);
    assertThat(control.rollBlocked()).contains("1 of 2");
    assertThat(waiting())
        .singleElement()
        .satisfies(agent -> assertThat(Tree.text(agent, "reason")).isEqualTo("is disconnected"));
    alive(3_000, one);
    assertThat(control.rollBlocked()).isNull();
  }

  @Test
  void afterAStartNothingHappensBeforeAgentsHadTheTimeToReturn() {
    begin();
    control = control(new Registry(15_000));
    // None is there: that all of them trust it says nothing yet.
    assertThat(control.rollBlocked()).contains("on their way");
    loop.pass(14_000);
    assertThat(control.rollBlocked()).contains("1 s more");
    loop.pass(1_000);
    assertThat(control.rollBlocked()).isNull();
  }

  @Test
  void anAgentThatCannotSayIsNamedAndWaitedFor() {
    Peer older = new Peer("a-1", "reviews").older();
    older.lose();
    begin();
    older.older();
    assertThat(told(older)).as("what it missed").isEqualTo(rollover.pem());
    assertThat(control.rollBlocked()).contains("1 of 1");
    assertThat(waiting())
        .singleElement()
        .satisfies(agent -> assertThat(Tree.text(agent, "reason")).contains("older"));
  }

  @Test
  void agentsAreToldToRenewAFewAtATimeAndOnlyThoseThatHaveTo() {
    for (int i = 0; i < 60; i++) {
      said(new Peer("a-" + i, "reviews"));
    }
    Peer renewed = new Peer("b-1", "ratings");
    begin();
    rollover.sign();
    loop.execute(control::roots);
    renewed.say(new Trusts(rollover.trusted(), rollover.trusted().get(0)));
    peers.forEach(peer -> peer.heard.clear());
    renewed.heard.clear();
    loop.pass(1_000);
    assertThat(renewals()).isEqualTo(50);
    loop.pass(1_000);
    assertThat(renewals()).isEqualTo(60);
    assertThat(renewed.heard).isEmpty();
    loop.pass(5_000);
    assertThat(renewals()).as("not again and again").isEqualTo(60);
  }

  @Test
  void theOldRootGoesWhenAllHaveRenewedAndNoCertificateOfItCanBeLeft() {
    Peer one = said(new Peer("a-1", "reviews"));
    begin();
    rollover.sign();
    loop.execute(control::roots);
    assertThat(rollover.phase()).isEqualTo(Phase.RENEWING);
    assertThat(control.rollBlocked()).contains("1 of 1 agents");
    one.say(new Trusts(rollover.trusted(), rollover.trusted().get(0)));
    alive(20_000, one);
    assertThat(control.rollBlocked()).contains("a JVM that is away").contains("59 min");
    alive(3_600_000, one);
    assertThat(control.rollBlocked()).isNull();
  }

  @Test
  void whoComesBackWithRootsOfBeforeIsToldThoseOfNow() {
    Peer one = said(new Peer("a-1", "reviews"));
    List<String> old = rollover.trusted();
    one.lose();
    begin();
    Peer back = new Peer("a-1", "reviews");
    back.heard.clear();
    back.say(new Trusts(old, old.get(0)));
    assertThat(told(back)).isEqualTo(rollover.pem());
    back.heard.clear();
    // One that refuses them is not told for ever.
    back.say(new Trusts(old, old.get(0)));
    assertThat(back.heard).isEmpty();
  }

  @Test
  void whatIsSaidOfRootsIsBounded() {
    Peer one = new Peer("a-1", "reviews");
    assertThat(one.sayWrong(new Trusts(List.of("f".repeat(65)), ""))).contains("64 hexadecimal");
    assertThat(one.sayWrong(new Trusts(Collections.nCopies(33, "f"), ""))).contains("at most 32");
  }

  @Test
  void theTreeSaysWhoTrustsAndUsesWhat() {
    said(new Peer("a-1", "reviews"));
    new Peer("a-2", "ratings");
    begin();
    Object tree = control.authority();
    assertThat(Tree.text(tree, "phase")).isEqualTo("trusting");
    List<Object> roots = Tree.list(tree, "roots");
    assertThat(roots)
        .extracting(root -> Tree.text(root, "role"))
        .containsExactly("signing", "next");
    assertThat(roots).extracting(root -> Tree.number(root, "trustedBy")).containsExactly(1L, 0L);
    assertThat(roots).extracting(root -> Tree.number(root, "certificates")).containsExactly(1L, 0L);
    assertThat(Tree.number(tree, "waiting")).isEqualTo(2);
  }

  private void begin() {
    rollover.begin();
    loop.execute(control::roots);
  }

  /** It trusts what is trusted now, and its certificate is of the root that signed first. */
  private Peer said(Peer peer) {
    peers.add(peer);
    String first = rollover.trusted().get(0);
    peer.say(new Trusts(rollover.trusted(), first));
    return peer;
  }

  private final List<Peer> peers = new ArrayList<>();

  private long renewals() {
    return peers.stream()
        .flatMap(peer -> peer.heard.stream())
        .filter(message -> message instanceof Roots roots && roots.renew())
        .count();
  }

  private static String told(Peer peer) {
    return peer.heard.stream()
        .filter(Roots.class::isInstance)
        .map(message -> ((Roots) message).pem())
        .reduce((first, second) -> second)
        .orElse("");
  }

  private List<Object> waiting() {
    return Tree.list(control.authority(), "waitingAgents");
  }

  private void alive(long millis, Peer... alive) {
    for (long passed = 0; passed < millis; passed += 1_000) {
      loop.pass(1_000);
      for (Peer peer : alive) {
        peer.say(new Heartbeat());
      }
    }
  }
}
