package dev.weft.benchmarks.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.benchmarks.core.Growth.Point;
import dev.weft.benchmarks.core.Growth.Shape;
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
}
