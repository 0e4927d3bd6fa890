package dev.weft.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class MarkersTest {
  private static final String PAGE =
      """
      # Before
      <!-- bench:goals -->
      old
      <!-- /bench:goals -->
      between
      <!-- bench:core -->
      <!-- /bench:core -->
      after
      """;

  @Test
  void whatStandsBetweenMarkersIsReplacedAndNothingElse() {
    String filled = Markers.fill("page", PAGE, Map.of("goals", "new\n", "core", "table"));

    assertThat(filled)
        .isEqualTo(
            """
            # Before
            <!-- bench:goals -->
            new
            <!-- /bench:goals -->
            between
            <!-- bench:core -->
            table
            <!-- /bench:core -->
            after
            """);
    assertThat(Markers.fill("page", filled, Map.of("goals", "new\n", "core", "table")))
        .isEqualTo(filled);
  }

  @Test
  void aMarkerThatMeansNothingOrDoesNotEndIsRefused() {
    assertThatThrownBy(() -> Markers.fill("README.md", PAGE, Map.of("goals", "x")))
        .hasMessageContaining("README.md")
        .hasMessageContaining("bench:core");
    assertThatThrownBy(
            () -> Markers.fill("README.md", "<!-- bench:core -->\n", Map.of("core", "x")))
        .hasMessageContaining("expected <!-- /bench:core -->");
  }
}
