package dev.weft.agent.weave;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.bootstrap.Adapter.Requirement;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Asked of the JDK's own classes. */
class RequirementsTest {
  private static @Nullable String missing(Requirement requirement) {
    return Requirements.missing(List.of(requirement), null);
  }

  private static Requirement of(String member, String descriptor) {
    return new Requirement("java.lang.String", member, descriptor);
  }

  @Test
  void whatIsThereIsNotMissing() {
    assertThat(missing(of("", ""))).isNull();
    assertThat(missing(of("isEmpty", "()Z"))).isNull();
    assertThat(missing(of("isEmpty", ""))).isNull();
    // Of a class above.
    assertThat(missing(new Requirement("java.io.BufferedInputStream", "in", ""))).isNull();
  }

  @Test
  void whatIsNotThereIsNamed() {
    assertThat(missing(of("isEmpty", "()I"))).isEqualTo("java.lang.String has no isEmpty()I");
    assertThat(missing(of("shout", ""))).isEqualTo("java.lang.String has no shout");
    assertThat(missing(new Requirement("java.lang.Thong", "", "")))
        .isEqualTo("there is no class java.lang.Thong");
  }

  @Test
  void oneOfSeveralSpellingsIsEnough() {
    assertThat(missing(of("shout|isEmpty", "()Z"))).isNull();
    assertThat(missing(of("isEmpty", "()I|()Z"))).isNull();
    assertThat(missing(of("shout|cry", "()Z"))).contains("has no shout|cry");
    assertThat(missing(of("isEmpty", "()I|()J"))).contains("has no isEmpty()I|()J");
  }

  @Test
  void ofAClassThatMayBeAbsentOnlyItsMembersAreAsked() {
    assertThat(missing(Requirement.ifThere("java.lang.Thong", "size", "I"))).isNull();
    assertThat(missing(Requirement.ifThere("java.lang.String", "shout", "")))
        .contains("has no shout");
  }
}
