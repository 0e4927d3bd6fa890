package dev.weft.collector.metrics;

import java.util.Arrays;
import java.util.Map;

/**
 * Counts of many series in one stretch of time, packed: a series that had calls in three buckets
 * takes some 15 bytes. An entry is the series' number, the length of what follows, the milliseconds
 * that it covers (up to the end of the stretch; 0: the stretch), the sum of durations in
 * microseconds, and pairs of bucket and count; all as variable-length numbers.
 */
final class Entries {
  private byte[] bytes = new byte[64];
  private int size;

  /** Is told each entry; {@code buckets} is the same array each time. */
  @FunctionalInterface
  interface Visitor {
    void entry(int series, long coversMillis, long micros, long[] buckets);
  }

  /** Says of which series the entries are read. */
  @FunctionalInterface
  interface Choice {
    boolean wants(int series);
  }

  boolean isEmpty() {
    return size == 0;
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }

  void add(int series, long coversMillis, Calls calls) {
    number(series);
    int at = size;
    room(1);
    size++; // the length; below 128, for there are 20 buckets: at most 2 + 20 * 6 bytes
    number(coversMillis);
    number(calls.micros());
    for (int i = 0; i < calls.buckets().length; i++) {
      if (calls.buckets()[i] > 0) {
        number(i);
        number(calls.buckets()[i]);
      }
    }
    length(at, size - at - 1);
  }

  /** Two bytes where one does not hold it; then what follows moves up. */
  private void length(int at, int length) {
    if (length < 0x80) {
      bytes[at] = (byte) length;
      return;
    }
    room(1);
    System.arraycopy(bytes, at + 1, bytes, at + 2, length);
    size++;
    bytes[at] = (byte) (length & 0x7f | 0x80);
    bytes[at + 1] = (byte) (length >>> 7);
  }

  private void number(long value) {
    room(10);
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes[size++] = (byte) (rest & 0x7f | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  private void room(int more) {
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
    }
  }

  /** All of them, each of which covers the stretch. */
  static byte[] packed(Map<Integer, Calls> calls) {
    Entries entries = new Entries();
    calls.forEach((series, one) -> entries.add(series, 0, one));
    return entries.toBytes();
  }

  static void read(byte[] bytes, Choice choice, Visitor visitor) {
    Reader reader = new Reader(bytes);
    long[] buckets = new long[Durations.BUCKETS];
    while (reader.at < bytes.length) {
      int series = (int) reader.number();
      int length = (int) reader.number();
      int end = reader.at + length;
      if (choice.wants(series)) {
        long covers = reader.number();
        long micros = reader.number();
        Arrays.fill(buckets, 0);
        while (reader.at < end) {
          int bucket = (int) reader.number();
          buckets[bucket] = reader.number();
        }
        visitor.entry(series, covers, micros, buckets);
      }
      reader.at = end;
    }
  }

  /** How much of an entry counts, by the milliseconds that it covers; 0: nothing. */
  @FunctionalInterface
  interface Share {
    double of(long coversMillis);
  }

  /** Where a series is summed, see {@link Cells}. */
  @FunctionalInterface
  interface Target {
    double[] of(int series);
  }

  /**
   * Adds all of them up: counts by bucket, and microseconds at {@link Cells#MILLIS}. Apart from
   * {@link #read}, for a day has hundreds of thousands.
   */
  static void add(byte[] bytes, Choice choice, Share share, Target target) {
    Reader reader = new Reader(bytes);
    long lastCovers = -1;
    double lastShare = 0;
    while (reader.at < bytes.length) {
      int series = (int) reader.number();
      int length = (int) reader.number();
      int end = reader.at + length;
      if (choice.wants(series)) {
        long covers = reader.number();
        if (covers != lastCovers) {
          lastCovers = covers;
          lastShare = share.of(covers);
        }
        if (lastShare > 0) {
          double[] cells = target.of(series);
          cells[Cells.MILLIS] += reader.number() * lastShare;
          while (reader.at < end) {
            int bucket = (int) reader.number();
            cells[bucket] += reader.number() * lastShare;
          }
        }
      }
      reader.at = end;
    }
  }

  private static final class Reader {
    private final byte[] bytes;
    private int at;

    Reader(byte[] bytes) {
      this.bytes = bytes;
    }

    long number() {
      byte first = bytes[at++];
      if (first >= 0) {
        return first;
      }
      long value = first & 0x7f;
      int shift = 7;
      byte next;
      do {
        next = bytes[at++];
        value |= (long) (next & 0x7f) << shift;
        shift += 7;
      } while (next < 0);
      return value;
    }
  }
}
