package dev.weft.agent.runtime;

import dev.weft.core.time.Clock;
import dev.weft.core.time.Timer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Waits for the calls that this JVM still serves once it has left the mesh. For one use. */
final class LastCalls {
  private static final long CALLS_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final long CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  /**
   * How long nothing may come before it is believed that nothing will: peers that have acknowledged
   * may be sending calls for which they chose this JVM just before.
   */
  private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final LongSupplier servedSoFar;
  private final LongSupplier servedNow;
  private final Clock clock;
  private final Timer timer;
  private final CountDownLatch over = new CountDownLatch(1);

  /**
   * @param servedSoFar calls that have been served or are being served
   * @param servedNow calls that are being served
   */
  LastCalls(LongSupplier servedSoFar, LongSupplier servedNow, Clock clock, Timer timer) {
    this.servedSoFar = servedSoFar;
    this.servedNow = servedNow;
    this.clock = clock;
    this.timer = timer;
  }

  /** Returns when they have ended and none comes any more, or after 2 s; at once if none was. */
  void await() throws InterruptedException {
    long served = servedSoFar.getAsLong();
    if (served == 0) {
      return;
    }
    long now = clock.nanos();
    check(now + CALLS_NANOS, now, served);
    over.await(2 * CALLS_NANOS, TimeUnit.NANOSECONDS);
  }

  /** Asks now and then: a count that wakes somebody up would cost every call. */
  private void check(long until, long quietSince, long servedBefore) {
    long now = clock.nanos();
    long served = servedSoFar.getAsLong();
    boolean quiet = servedNow.getAsLong() <= 0 && served == servedBefore;
    if (now - until >= 0 || (quiet && now - quietSince >= QUIET_NANOS)) {
      over.countDown();
    } else {
      long since = quiet ? quietSince : now;
      timer.after(CHECK_NANOS, () -> check(until, since, served));
    }
  }
}
