package dev.weft.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SummaryTest {
  @Test
  void theMedianOfAnEvenNumberLiesBetweenTheMiddleTwo() {
    assertThat(Spread.of(List.of(4.0, 1.0, 3.0, 2.0))).isEqualTo(new Spread(2.5, 1.75, 3.25, 4));
    assertThat(Spread.of(List.of(5.0, 1.0, 3.0))).isEqualTo(new Spread(3, 2, 4, 3));
    assertThat(Spread.of(List.of(7.0))).isEqualTo(new Spread(7, 7, 7, 1));
    assertThatThrownBy(() -> Spread.of(List.of())).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void ratiosAreTakenInEachRoundAndNotOfTheMedians() {
    Summary summary = summary("none", new double[] {100, 200, 400}, "weft", 110, 240, 400);

    Spread ratio = summary.ratio("requests", "hop", "weft", "none", "cpu");

    // Of the medians it would be 1.2.
    assertThat(ratio.median()).isCloseTo(1.1, within(1e-9));
    assertThat(ratio.count()).isEqualTo(3);
    assertThat(summary.difference("requests", "hop", "weft", "none", "cpu").median()).isEqualTo(10);
  }

  @Test
  void aRoundThatOnlyOneOfThemHasDoesNotCount() {
    Summary summary = summary("none", new double[] {100}, "weft", 120, 900);

    assertThat(summary.ratio("requests", "hop", "weft", "none", "cpu").count()).isEqualTo(1);
    assertThat(summary.ratio("requests", "hop", "weft", "otel", "cpu")).isNull();
    assertThat(summary.of("requests", "hop", "weft", "p99")).isNull();
  }

  @Test
  void anAdditionIsComparedWithWhatTheRivalAdds() {
    List<Sample> samples = new ArrayList<>();
    samples.addAll(samples("none", 100, 100, 100));
    samples.addAll(samples("weft", 110, 120, 130));
    samples.addAll(samples("otel", 150, 180, 150));
    Summary summary = new Summary(samples);

    Spread part = summary.partOfAddition("requests", "hop", "weft", "otel", "none", "cpu");

    assertThat(part.median()).isCloseTo(0.4, within(1e-9));
    assertThat(summary.partOfAddition("requests", "hop", "weft", "none", "none", "cpu")).isNull();
  }

  @Test
  void aGoalIsMetByItsMedianAndSaysWhereTheSpreadCrossesTheBound() {
    Goal goal =
        new Goal(
            "cpu",
            1.03,
            Unit.TIMES,
            summary -> summary.ratio("requests", "hop", "weft", "none", "cpu"));

    assertThat(goal.verdict(summary("none", new double[] {100, 100}, "weft", 101, 102)))
        .isEqualTo("met");
    assertThat(goal.verdict(summary("none", new double[] {100, 100}, "weft", 104, 106)))
        .isEqualTo("**missed**");
    assertThat(goal.verdict(summary("none", new double[] {100, 100}, "weft", 100, 108)))
        .isEqualTo("**missed**, within the spread");
    assertThat(goal.verdict(new Summary(List.of()))).isEqualTo("not measured");
  }

  private static Summary summary(
      String base, double[] baseValues, String subject, double... values) {
    List<Sample> samples = new ArrayList<>(samples(base, baseValues));
    samples.addAll(samples(subject, values));
    return new Summary(samples);
  }

  private static List<Sample> samples(String subject, double... values) {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      samples.add(new Sample("requests", "hop", subject, "cpu", "us", i + 1, values[i]));
    }
    return samples;
  }
}
