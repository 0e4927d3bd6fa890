package dev.weft.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.benchmarks.report.Growth.Point;
import dev.weft.benchmarks.report.Growth.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GrowthTest {
  private static Growth growth(IntToDoubleFunction nanos, int... sizes) {
    return new Growth(
        "hosts",
        IntStream.of(sizes).mapToObj(n -> new Point(n, nanos.applyAsDouble(n), 200)).toList());
  }

  @Test
  void aTenthMoreOrLessIsFlat() {
    Growth growth = growth(n -> n == 100 ? 220 : 200, 10, 100, 1000);
    assertThat(growth.shape()).isEqualTo(Shape.FLAT);
    assertThat(growth.verdict()).isEqualTo("flat");
  }

  @Test
  void aLineIsALineWithItsSlope() {
    Growth growth = growth(n -> 200 + 3.5 * n, 1, 10, 100, 1000);
    assertThat(growth.shape()).isEqualTo(Shape.LINEAR);
    assertThat(growth.verdict()).isEqualTo("linear: 3500.0 ns for each thousand");
  }

  @Test
  void aLogarithmIsALogarithmWithItsStep() {
    Growth growth = growth(n -> 200 + 50 * Math.log10(n), 1, 10, 100, 1000);
    assertThat(growth.shape()).isEqualTo(Shape.LOGARITHMIC);
    assertThat(growth.verdict()).isEqualTo("logarithmic: 50.0 ns a tenfold");
  }

  @Test
  void whatWasMeasuredIsTold() {
    List<Growth> one = List.of(growth(n -> 200, 10, 1000));
    assertThat(Growth.table(one)).contains("| hosts | 10: 200 · 1,000: 200 | flat |");
    assertThat(Growth.csv(one))
        .isEqualTo("workload,size,ns,bytes\nhosts,10,200.00,200.0\nhosts,1000,200.00,200.0\n");
  }

  @Test
  void nothingMeasuredIsNoGrowth() {
    assertThatThrownBy(() -> new Growth("hosts", List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("hosts: no points; expected one or more");
  }

  @Test
  void growthIsReadFromFiguresWhoseSubjectsAreSizes() {
    List<Sample> samples = new ArrayList<>();
    for (int size : new int[] {1_000, 10, 100}) {
      samples.add(sample("hosts", Integer.toString(size), "cpu", 200 + size));
      samples.add(sample("hosts", Integer.toString(size), "allocated", 176));
    }
    samples.add(sample("path", "meshed", "cpu", 207));
    samples.add(sample("path", "meshed", "allocated", 200));
    Summary summary = new Summary(samples);

    assertThat(Growth.of(summary, "hosts"))
        .isEqualTo(
            new Growth(
                "hosts",
                List.of(
                    new Point(10, 210, 176),
                    new Point(100, 300, 176),
                    new Point(1_000, 1_200, 176))));
    assertThat(Growth.of(summary, "path")).isNull();
    assertThat(Growth.of(summary, "nothing")).isNull();
  }

  private static Sample sample(String workload, String subject, String figure, double value) {
    return new Sample("core", workload, subject, figure, "ns", 1, value);
  }
}
