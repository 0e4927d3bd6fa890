package dev.weft.collector.traces;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The spans of one trace in the order of arrival. Thread-safe. */
public final class Trace {
  /** Its place in the store's map and queue, this object, its list. */
  private static final int OVERHEAD_BYTES = 250;

  final TraceId id;
  final long arrivedMillis;
  private final List<Kept> spans = new ArrayList<>(4);

  // What all spans have together, for a search that wants to pass this trace by. Written under the
  // store's lock, which a search takes before it reads them.
  private long services;
  private long longestNanos;
  private boolean failed;

  // Of the store, under its lock.
  long bytes = OVERHEAD_BYTES;
  boolean notable;
  boolean gone;

  Trace(TraceId id, long arrivedMillis) {
    this.id = id;
    this.arrivedMillis = arrivedMillis;
  }

  synchronized void add(Kept kept) {
    spans.add(kept);
    services |= bit(kept.service());
    longestNanos = Math.max(longestNanos, kept.durationNanos());
    failed |= kept.isError();
  }

  /** One of 64, as good as at random: other services may have the same. */
  private static long bit(String service) {
    return 1L << (service.hashCode() * 0x9E3779B9 >>> 26);
  }

  /**
   * Whether there may be such a span.
   *
   * @param nanos its least duration
   * @param error whether it has to have failed
   */
  public boolean mayHave(String service, long nanos, boolean error) {
    return (services & bit(service)) != 0 && longestNanos >= nanos && (failed || !error);
  }

  /** How many spans it has. */
  public synchronized int size() {
    return spans.size();
  }

  /** A copy. */
  public synchronized List<Kept> spans() {
    return List.copyOf(spans);
  }

  /** Whether a span fits. */
  public synchronized boolean any(Predicate<Kept> wanted) {
    for (int i = 0; i < spans.size(); i++) {
      if (wanted.test(spans.get(i))) {
        return true;
      }
    }
    return false;
  }
}
