package dev.weft.collector.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearTest {
  private static final List<String> KNOWN = List.of("reviews", "ratings", "details", "productpage");

  @Test
  void swappedMissingAndChangedLettersAreForgiven() {
    assertThat(Near.of("reveiws", KNOWN)).containsExactly("reviews");
    assertThat(Near.of("review", KNOWN)).containsExactly("reviews");
    assertThat(Near.of("RATINGZ", KNOWN)).containsExactly("ratings");
    assertThat(Near.of("page", KNOWN)).containsExactly("productpage");
  }

  @Test
  void whatIsFarIsNotOffered() {
    assertThat(Near.of("payment", KNOWN)).isEmpty();
    assertThat(Near.question("payment", KNOWN)).isEmpty();
    assertThat(Near.of("", KNOWN)).isEmpty();
    assertThat(Near.of("x".repeat(1_000), List.of("x".repeat(1_000)))).isEmpty();
  }

  @Test
  void theNearestComesFirstAndThreeAreEnough() {
    assertThat(Near.of("svc", List.of("svc-ab", "svd", "svc-abcd", "svc-a")))
        .containsExactly("svd", "svc-a", "svc-ab");
    assertThat(Near.question("svd1", List.of("svd"))).isEqualTo(" Did you mean svd?");
  }
}
