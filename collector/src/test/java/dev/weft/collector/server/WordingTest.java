package dev.weft.collector.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.policy.frame.CollectorMessage;
import dev.weft.policy.frame.CollectorMessage.Roots;
import dev.weft.policy.frame.FrameCodec;
import org.junit.jupiter.api.Test;

class WordingTest {
  private final Wording wording = new Wording(new FrameCodec());

  @Test
  void theSameMessageIsPutIntoWordsOnce() {
    CollectorMessage roots = new Roots("one", false);

    assertThat(wording.of(roots)).contains("one").isSameAs(wording.of(roots));
  }

  @Test
  void anotherMessageIsNotTakenForTheLastOne() {
    wording.of(new Roots("one", false));

    assertThat(wording.of(new Roots("two", false))).contains("two");
  }

  @Test
  void aLongOneIsNotKept() {
    CollectorMessage roots = new Roots("x".repeat(1024 * 1024), false);

    assertThat(wording.of(roots)).isNotSameAs(wording.of(roots)).isEqualTo(wording.of(roots));
  }
}
