package dev.weft.policy.fuzz;

import com.sun.management.ThreadMXBean;
import dev.weft.policy.fuzz.FuzzInputs.Target;
import java.lang.management.ManagementFactory;

/** Counts what a fuzz target allocates, so that a small input cannot cost much unseen. */
public final class Memory {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Memory() {}

  /**
   * Runs {@code target}, once more if it allocated too much: the first time it may have loaded
   * classes, which a fuzzer changes.
   *
   * @param mostForEachByte of memory, for each byte of the input
   * @param mostForAny of memory, in bytes, whatever the input
   * @throws IllegalStateException if it was more both times
   */
  public static void bounded(byte[] input, long mostForEachByte, long mostForAny, Target target)
      throws Exception {
    long most = mostForAny + mostForEachByte * input.length;
    if (used(input, target) > most) {
      long used = used(input, target);
      if (used > most) {
        throw new IllegalStateException(used + " bytes of memory, more than " + most);
      }
    }
  }

  private static long used(byte[] input, Target target) throws Exception {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    target.run(input);
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }
}
