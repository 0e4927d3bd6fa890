package dev.weft.agent.telemetry;

import dev.weft.core.trace.Span;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Spans that wait, in their order. Any thread puts in, without a lock: who holds one would hold up
 * all calls that end meanwhile. One thread takes out.
 */
final class SpanRing {
  private final AtomicReferenceArray<Span> slots;
  // Both only grow; the slot is the remainder.
  private final AtomicLong put = new AtomicLong();
  private volatile long taken;

  SpanRing(int capacity) {
    slots = new AtomicReferenceArray<>(capacity);
  }

  /**
   * @return how many there are now; 0: it is full and the span was not taken
   */
  int offer(Span span) {
    long at;
    do {
      at = put.get();
      if (at - taken >= slots.length()) {
        return 0;
      }
    } while (!put.compareAndSet(at, at + 1));
    slots.setRelease(slot(at), span);
    // At least one, also where this span was taken out already.
    return (int) Math.max(1, at + 1 - taken);
  }

  /** With those that are just being put in. */
  int size() {
    return (int) (put.get() - taken);
  }

  /**
   * Takes out the oldest, up to the first that is not wholly there yet.
   *
   * @return how many it were
   */
  int drainTo(List<Span> to, int most) {
    long from = taken;
    int count = 0;
    for (; count < most; count++) {
      int slot = slot(from + count);
      Span span = slots.getAcquire(slot);
      if (span == null) {
        break;
      }
      slots.setPlain(slot, null);
      to.add(span);
    }
    // Only now may the slots be written again.
    taken = from + count;
    return count;
  }

  private int slot(long at) {
    return (int) (at % slots.length());
  }
}
