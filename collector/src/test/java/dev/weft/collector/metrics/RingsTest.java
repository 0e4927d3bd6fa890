package dev.weft.collector.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RingsTest {
  private record Entry(int series, long covers, long micros, List<Long> buckets) {}

  private static List<Entry> read(byte[] bytes, Entries.Choice choice) {
    List<Entry> read = new ArrayList<>();
    Entries.read(
        bytes,
        choice,
        (series, covers, micros, buckets) -> {
          List<Long> counts = new ArrayList<>();
          for (long bucket : buckets) {
            counts.add(bucket);
          }
          read.add(new Entry(series, covers, micros, counts));
        });
    return read;
  }

  @Test
  void whatIsPackedComesBack() {
    Random random = new Random(1);
    Entries entries = new Entries();
    List<Entry> written = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      long[] buckets = new long[Durations.BUCKETS];
      List<Long> counts = new ArrayList<>();
      for (int b = 0; b < buckets.length; b++) {
        buckets[b] = random.nextInt(4) == 0 ? random.nextLong(1L << random.nextInt(1, 31)) : 0;
        counts.add(buckets[b]);
      }
      long covers = random.nextLong(86_400_001);
      long micros = random.nextLong(1L << random.nextInt(1, 50));
      int series = random.nextInt(20_000);
      entries.add(series, covers, new Calls(micros, buckets));
      written.add(new Entry(series, covers, micros, counts));
    }
    assertThat(read(entries.toBytes(), series -> true)).isEqualTo(written);
    assertThat(read(entries.toBytes(), series -> series % 2 == 1))
        .isEqualTo(written.stream().filter(entry -> entry.series() % 2 == 1).toList());
  }

  @Test
  void theLongestEntryHasItsLengthInTwoBytes() {
    long[] buckets = new long[Durations.BUCKETS];
    java.util.Arrays.fill(buckets, 1_000_000_000L);
    Entries entries = new Entries();
    entries.add(7, 86_400_000, new Calls(1_000_000_000_000_000L, buckets));
    entries.add(8, 5_000, new Calls(1, buckets));
    assertThat(read(entries.toBytes(), series -> true))
        .extracting(Entry::series)
        .containsExactly(7, 8);
    assertThat(read(entries.toBytes(), series -> series == 8)).hasSize(1);
  }

  @Test
  void aUsualReportTakesFifteenBytesASeries() {
    long[] buckets = new long[Durations.BUCKETS];
    buckets[2] = 90;
    buckets[3] = 25;
    buckets[4] = 3;
    Entries entries = new Entries();
    entries.add(3_000, 5_003, new Calls(430_000, buckets));
    assertThat(entries.toBytes()).hasSizeLessThanOrEqualTo(15);
  }

  @Test
  void aFullRingGivesUpTheOldestAndSaysSo() {
    TimeRing ring = new TimeRing(1_000, 900_000, 10_000);
    for (int i = 0; i < 100; i++) {
      ring.add(i * 1_000L, new byte[200]);
    }
    assertThat(ring.bytes()).isLessThanOrEqualTo(10_000);
    assertThat(ring.slices()).hasSize(37);
    assertThat(ring.givenUp()).isEqualTo(63);
    assertThat(ring.keptMillis(100_000)).isEqualTo(37_000);
  }

  @Test
  void aRingThatIsNotFullKeepsItsTime() {
    TimeRing ring = new TimeRing(1_000, 10_000, 1_000_000);
    for (int i = 0; i < 100; i++) {
      ring.add(i * 1_000L, new byte[20]);
      ring.expire(i * 1_000L + 1_000);
    }
    assertThat(ring.slices()).hasSize(10);
    assertThat(ring.givenUp()).isZero();
    assertThat(ring.keptMillis(100_000)).isEqualTo(10_000);
  }

  @Test
  void partsOfACountAddUpToIt() {
    long[] buckets = new long[Durations.BUCKETS];
    buckets[0] = 100;
    buckets[5] = 1;
    Calls all = new Calls(1_001, buckets);
    long sum = 0;
    long micros = 0;
    for (int i = 0; i < 7; i++) {
      Calls part = all.part(i / 7.0, (i + 1) / 7.0);
      sum += part.count();
      micros += part.micros();
    }
    assertThat(sum).isEqualTo(101);
    assertThat(micros).isEqualTo(1_001);
  }
}
