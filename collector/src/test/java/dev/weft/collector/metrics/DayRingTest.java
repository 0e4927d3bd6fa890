package dev.weft.collector.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DayRingTest {
  private static final long MINUTE = DayRing.MINUTE;
  private static final long HOUR = 60 * MINUTE;
  private static final long BEGIN = 1_800_000_000_000L / HOUR * HOUR + 7 * MINUTE;

  private final Random random = new Random(7);
  private final DayRing ring = new DayRing(24 * HOUR);
  private final Map<Long, Long> calls = new HashMap<>();

  /** Minutes with calls of one series, some without. */
  private void fill(int minutes) {
    for (int i = 0; i < minutes; i++) {
      long minute = BEGIN + i * MINUTE;
      if (random.nextInt(5) > 0) {
        long[] buckets = new long[Durations.BUCKETS];
        buckets[random.nextInt(buckets.length)] = 1 + random.nextInt(100);
        ring.add(minute, Map.of(0, new Calls(1, buckets)));
        calls.put(minute, new Calls(1, buckets).count());
      }
      ring.close(minute + MINUTE, minute + MINUTE);
    }
  }

  private static double sum(List<TimeRing.Slice> slices, long from, long to) {
    double[] cells = new double[Cells.SIZE];
    for (TimeRing.Slice slice : slices) {
      long begin = slice.endMillis() - slice.slotMillis();
      double in = Math.min(slice.endMillis(), to) - Math.max(begin, from);
      Entries.add(
          slice.entries(), any -> true, c -> Math.max(0, in) / slice.slotMillis(), s -> cells);
    }
    double sum = 0;
    for (int i = 0; i < Durations.BUCKETS; i++) {
      sum += cells[i];
    }
    return sum;
  }

  private double expected(long from, long to) {
    double sum = 0;
    for (Map.Entry<Long, Long> one : calls.entrySet()) {
      double in = Math.min(one.getKey() + MINUTE, to) - Math.max(one.getKey(), from);
      sum += one.getValue() * Math.max(0, in) / MINUTE;
    }
    return sum;
  }

  @Test
  void everyStretchHasTheCallsOfItsMinutes() {
    fill(5 * 60 + 23);
    for (int i = 0; i < 2_000; i++) {
      long from = BEGIN + random.nextInt(6 * 60 * 60) * 1_000L;
      long to = from + 1_000 + random.nextInt(6 * 60 * 60) * 1_000L;
      assertThat(sum(ring.slices(from, to, to - from), from, to))
          .isCloseTo(expected(from, to), within(1e-6));
    }
  }

  @Test
  void aDayIsReadByTheHourAndOnlyItsEndsByTheMinute() {
    fill(24 * 60);
    long to = BEGIN + 24 * HOUR - 6_000;
    List<TimeRing.Slice> slices = ring.slices(to - 24 * HOUR, to, 24 * HOUR);
    assertThat(slices).hasSizeLessThanOrEqualTo(23 + 2 * 5 + 2 * 10);
    assertThat(slices).filteredOn(slice -> slice.slotMillis() == HOUR).hasSize(23);
  }

  @Test
  void noSliceLiesInTwoSteps() {
    fill(5 * 60);
    for (long step : new long[] {MINUTE, 2 * MINUTE, 10 * MINUTE, 20 * MINUTE, HOUR, 7 * MINUTE}) {
      long from = Math.floorDiv(BEGIN + 50 * MINUTE, step) * step;
      for (TimeRing.Slice slice : ring.slices(from, from + 12 * step, step)) {
        long begin = slice.endMillis() - slice.slotMillis();
        assertThat(Math.floorDiv(begin - from, step))
            .isEqualTo(Math.floorDiv(slice.endMillis() - 1 - from, step));
      }
      assertThat(sum(ring.slices(from, from + 4 * step, step), from, from + 4 * step))
          .isCloseTo(expected(from, from + 4 * step), within(1e-6));
    }
  }

  @Test
  void whatIsNotClosedYetIsReadByTheMinute() {
    fill(30);
    // The hour and the ten minutes of now are still being added up.
    long to = BEGIN + 30 * MINUTE;
    assertThat(sum(ring.slices(BEGIN, to, 30 * MINUTE), BEGIN, to))
        .isCloseTo(expected(BEGIN, to), within(1e-6));
  }
}
