package dev.weft.benchmarks.requests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RotationTest {
  private static final List<String> ALL = List.of("a", "b", "c", "d");

  @Test
  void everyoneHasOneTurnARound() {
    for (int round = 0; round < 10; round++) {
      assertThat(Rotation.order(ALL, round)).containsExactlyInAnyOrderElementsOf(ALL);
    }
  }

  @Test
  void everyoneIsFirstInTurn() {
    Set<String> first = new HashSet<>();
    for (int round = 0; round < 2 * ALL.size(); round++) {
      first.add(Rotation.order(ALL, round).get(0));
    }
    assertThat(first).containsExactlyInAnyOrderElementsOf(ALL);
  }

  @Test
  void eachRunsBeforeAndAfterEachOtherEquallyOften() {
    Map<String, Integer> before = new HashMap<>();
    for (int round = 0; round < 2 * ALL.size(); round++) {
      List<String> order = Rotation.order(ALL, round);
      for (int i = 0; i < order.size(); i++) {
        for (int j = i + 1; j < order.size(); j++) {
          before.merge(order.get(i) + order.get(j), 1, Integer::sum);
        }
      }
    }
    assertThat(before.values()).containsOnly(ALL.size());
  }

  @Test
  void nobodyAndOneAloneAreNoFault() {
    assertThat(Rotation.order(List.of(), 3)).isEmpty();
    assertThat(Rotation.order(List.of("a"), 3)).containsExactly("a");
  }
}
