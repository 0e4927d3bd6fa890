package dev.weft.collector.push;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.collector.json.Tree;
import dev.weft.collector.push.Switch.Scope;
import dev.weft.policy.frame.AgentMessage.Switched;
import dev.weft.policy.frame.AgentMessage.Unknown;
import dev.weft.policy.frame.CollectorMessage.Switches;
import dev.weft.policy.frame.Frame;
import dev.weft.policy.frame.SwitchLevel;
import java.util.List;
import org.junit.jupiter.api.Test;

class SwitchingTest extends ControlFixture {
  private static final Switch POLICY_OF_ALL = new Switch(Scope.MESH, "", SwitchLevel.POLICY, 1);

  private void set(Switch... all) {
    loop.execute(() -> control.switches(new SwitchSet(List.of(all))));
  }

  private static List<Switches> told(Peer peer) {
    return peer.heard.stream()
        .filter(Switches.class::isInstance)
        .map(Switches.class::cast)
        .toList();
  }

  private Object state(int agent) {
    return Tree.object(control.agents().get(agent), "switches");
  }

  @Test
  void whoComesIsToldBeforeAnyPolicyAlsoThatNothingIsOff() {
    Peer web = new Peer("w", "web");
    assertThat(told(web)).containsExactly(Switches.NONE);
    set(POLICY_OF_ALL);
    Peer late = new Peer("l", "late");
    assertThat(late.heard.indexOf(told(late).get(0)))
        .isLessThan(
            late.heard.indexOf(
                late.heard.stream().filter(Frame.class::isInstance).findFirst().get()));
    assertThat(told(late).get(0).level()).isEqualTo(SwitchLevel.POLICY);
  }

  @Test
  void agentsAreToldWhatConcernsThemAndOnlyIfItChanges() {
    Peer web = new Peer("w", "web");
    Peer reviews = new Peer("r", "reviews");
    set(
        new Switch(Scope.SERVICE, "default/reviews", SwitchLevel.POLICY, 1),
        new Switch(Scope.INSTANCE, "r", SwitchLevel.ALL, 1));
    assertThat(told(web)).hasSize(1);
    assertThat(told(reviews).get(1))
        .isEqualTo(new Switches(SwitchLevel.ALL, SwitchLevel.POLICY, List.of()));

    set(new Switch(Scope.ADAPTER, "tomcat", SwitchLevel.ALL, 1));
    assertThat(told(web).get(1))
        .isEqualTo(new Switches(SwitchLevel.NONE, SwitchLevel.NONE, List.of("tomcat")));
    set(new Switch(Scope.ADAPTER, "tomcat", SwitchLevel.ALL, 2));
    assertThat(told(web)).hasSize(2);
  }

  @Test
  void theOverviewSaysWhoObeysSinceWhenAndWhoDoesNot() {
    Peer web = new Peer("w", "web");
    web.say(new Switched(SwitchLevel.NONE, List.of()));
    assertThat(state(0)).isEqualTo(Tree.of());
    set(POLICY_OF_ALL);
    assertThat(Tree.text(state(0), "state")).isEqualTo("Pending");
    web.say(new Switched(SwitchLevel.NONE, List.of()));
    assertThat(Tree.text(state(0), "state")).as("an answer to before").isEqualTo("Pending");

    loop.pass(42);
    web.say(new Switched(SwitchLevel.POLICY, List.of()));
    assertThat(state(0))
        .isEqualTo(Tree.of("level", "policy", "adapters", List.of(), "state", "InForce"));
    Object counts = control.switchTrees().get(0);
    assertThat(Tree.number(counts, "inForce")).isEqualTo(1);
    assertThat(Tree.number(counts, "slowestMillis")).isEqualTo(42);

    web.lose();
    assertThat(Tree.text(state(0), "state")).isEqualTo("Disconnected");
    Peer back = new Peer("w", "web");
    assertThat(told(back)).hasSize(1);
    assertThat(Tree.text(state(0), "state")).isEqualTo("Pending");
  }

  @Test
  void anAgentThatCannotIsNotToldAndCountedApart() {
    Peer old = new Peer("o", "web").older();
    set(POLICY_OF_ALL);
    assertThat(told(old)).isEmpty();
    assertThat(Tree.text(state(0), "state")).isEqualTo("Unable");
    assertThat(Tree.number(control.switchTrees().get(0), "unable")).isEqualTo(1);
  }

  @Test
  void aMessageOfANewerAgentIsPassedOver() {
    Peer web = new Peer("w", "web");
    assertThat(web.sayWrong(new Unknown("of-tomorrow"))).isNull();
    assertThat(web.closed).isNull();
  }

  @Test
  void whatIsKeptComesBackEqual() throws Exception {
    SwitchSet set =
        new SwitchSet(
            List.of(
                POLICY_OF_ALL,
                new Switch(Scope.SERVICE, "default/reviews", SwitchLevel.ALL, 2),
                new Switch(Scope.ADAPTER, "tomcat", SwitchLevel.ALL, 3)));
    assertThat(SwitchSet.read(set.text())).isEqualTo(set);
    assertThat(SwitchSet.read("")).isEqualTo(SwitchSet.NONE);
  }
}
