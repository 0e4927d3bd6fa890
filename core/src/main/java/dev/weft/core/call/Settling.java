package dev.weft.core.call;

/** A filter of attempts that must know an outcome before the body is read. */
public interface Settling extends Filter<Attempt> {
  /**
   * The outcome is known (a head, a failure), the attempt not over: its body may still be read.
   * Runs at most once, before {@link #exit}; not at all where a call was cancelled. In the reverse
   * order.
   */
  void settled(Attempt attempt);
}
