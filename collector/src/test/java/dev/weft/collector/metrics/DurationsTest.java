package dev.weft.collector.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.weft.policy.frame.Channel;
import org.junit.jupiter.api.Test;

class DurationsTest {
  private final double[] counts = new double[Durations.BUCKETS];

  private double quantile(double share) {
    return new Durations(counts).quantileMillis(share);
  }

  private static int upTo(double edge) {
    return Channel.BUCKET_EDGES_MILLIS.indexOf(edge);
  }

  @Test
  void aQuantileIsInterpolatedWithinItsBucketAsPrometheusDoes() {
    counts[upTo(10)] = 90;
    counts[upTo(25)] = 10;
    assertThat(quantile(0.5)).isCloseTo(5 + 5 * 50 / 90.0, within(1e-9));
    assertThat(quantile(0.9)).isCloseTo(10, within(1e-9));
    assertThat(quantile(0.99)).isCloseTo(10 + 15 * 0.9, within(1e-9));
  }

  @Test
  void theFirstBucketBeginsAtZero() {
    counts[0] = 4;
    assertThat(quantile(0.5)).isEqualTo(0.25);
  }

  @Test
  void whatIsLongerThanTheLastEdgeIsTheLastEdge() {
    counts[Durations.BUCKETS - 1] = 1;
    assertThat(quantile(0.5)).isEqualTo(3_600_000);
  }

  @Test
  void withoutCallsThereIsNoQuantile() {
    assertThat(quantile(0.5)).isNaN();
  }

  @Test
  void sharesAndRatesAreOfTheSecondsAndRequestsOfTheStretch() {
    Traffic traffic = new Traffic(10, 40, 4, 30, 200, new Durations(counts));
    assertThat(traffic.rate()).isEqualTo(4);
    assertThat(traffic.errorRate()).isEqualTo(0.4);
    assertThat(traffic.errorShare()).isEqualTo(0.1);
    assertThat(traffic.securedShare()).isEqualTo(0.75);
    assertThat(traffic.meanMillis()).isEqualTo(5);
    Traffic none = new Traffic(10, 0, 0, 0, 0, new Durations(counts));
    assertThat(none.errorShare()).isZero();
    assertThat(none.meanMillis()).isNaN();
  }
}
