package dev.weft.smoke.harness;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Waits for what other processes do, by asking until a deadline. */
public final class Await {
  private static final long PAUSE_NANOS = 25_000_000;

  private Await() {}

  public static void until(String what, Duration atMost, BooleanSupplier holds) {
    until(what, atMost, () -> holds.getAsBoolean() ? Boolean.TRUE : null, () -> "");
  }

  /**
   * @param found null or false: not yet
   * @param state what to say when it never comes
   */
  public static <T> T until(
      String what, Duration atMost, Supplier<@Nullable T> found, Supplier<?> state) {
    long end = System.nanoTime() + atMost.toNanos();
    while (true) {
      T result = found.get();
      if (result != null && !Boolean.FALSE.equals(result)) {
        return result;
      }
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("not within " + atMost + ": " + what + " " + state.get());
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }
}
