package dev.weft.collector.push;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.collector.json.Tree;
import dev.weft.policy.frame.AgentMessage.Ejections;
import dev.weft.policy.frame.AgentMessage.Ejections.Ejection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class EjectedTest extends ControlFixture {

  private static Ejection ejection(String instance) {
    return new Ejection(REVIEWS, "v1", instance, 9080, "consecutive_5xx", 5, 1_000, 29_000);
  }

  private static Ejections told(String... instances) {
    List<Ejection> all = new ArrayList<>();
    for (String instance : instances) {
      all.add(ejection(instance));
    }
    return new Ejections(0, all);
  }

  private List<Object> ejections() {
    return Tree.list(control.ejections(), "ejections");
  }

  private List<String> published() {
    return events.stream()
        .filter(event -> event.type().equals("ejection"))
        .map(event -> Tree.text(event.data(), "state") + " " + Tree.text(event.data(), "instance"))
        .toList();
  }

  @Test
  void anInstanceShowsWhoKeepsItsCallsFromItAndUntilWhen() {
    Peer web = new Peer("w", "web");
    Peer reviews = new Peer("r", "reviews");
    reviews.register(false);
    web.say(told("r/reviews"));

    Object instance = control.instances().get(0);
    assertThat(Tree.list(instance, "ejectedBy"))
        .singleElement()
        .satisfies(
            by -> {
              assertThat(Tree.text(by, "by")).isEqualTo("default/web");
              assertThat(Tree.text(by, "cause")).isEqualTo("consecutive_5xx");
              assertThat(Tree.number(by, "sinceMillis")).isEqualTo(loop.wallMillis() - 1_000);
              assertThat(Tree.number(by, "untilMillis")).isEqualTo(loop.wallMillis() + 29_000);
            });
  }

  @Test
  void whatChangesIsPublishedOnce() {
    Peer web = new Peer("w", "web");
    web.say(told("r1"));
    web.say(told("r1", "r2"));
    web.say(told("r2"));
    assertThat(published()).containsExactly("ejected r1", "ejected r2", "returned r1");
  }

  @Test
  void aConnectionThatIsLostLeavesNothingAndTheNextIsNoNews() {
    Peer web = new Peer("w", "web");
    web.say(told("r1"));
    web.lose();
    Peer again = new Peer("w", "web");
    assertThat(ejections()).isEmpty();
    again.say(told("r1"));
    assertThat(ejections()).hasSize(1);
    assertThat(published()).containsExactly("ejected r1");
  }

  @Test
  void aWholeServiceThatGoesDownIsFewEvents() {
    Peer web = new Peer("w", "web");
    String[] many = new String[100];
    for (int i = 0; i < many.length; i++) {
      many[i] = "r" + i;
    }
    web.say(told(many));
    assertThat(published()).hasSize(21).last().isEqualTo("changed ");
  }

  @Test
  void whatAllAgentsTellIsBoundedAndTheRestIsCounted() {
    int agents = Ejected.MAX_HELD / 100 + 1;
    String[] many = new String[100];
    for (int i = 0; i < many.length; i++) {
      many[i] = "r" + i;
    }
    List<Peer> peers = new ArrayList<>();
    for (int i = 0; i < agents; i++) {
      peers.add(new Peer("w" + i, "web"));
      peers.get(i).say(told(many));
    }
    assertThat(ejections()).hasSize(Ejected.MAX_HELD);
    assertThat(Tree.number(control.ejections(), "more")).isEqualTo(100);

    peers.get(0).say(told());
    peers.get(agents - 1).say(told(many));
    assertThat(ejections()).hasSize(Ejected.MAX_HELD);
    assertThat(Tree.number(control.ejections(), "more")).isZero();
  }

  @Test
  void whatNoAgentOfOursSaysEndsTheConnection() {
    Peer web = new Peer("w", "web");
    String[] many = new String[101];
    Arrays.fill(many, "r");
    assertThat(web.sayWrong(told(many))).contains("at most 100");
    assertThat(web.sayWrong(told("r".repeat(321)))).contains("too long");
    Ejection past = new Ejection(REVIEWS, "", "r", 1, "consecutive_5xx", 5, -1, 0);
    assertThat(web.sayWrong(new Ejections(0, List.of(past)))).contains("0 to 24 h");
  }
}
