package dev.weft.core.endpoint;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What this JVM has learnt of one instance's port. Kept as long as the instance is registered,
 * whatever becomes of policy. Thread-safe.
 */
public final class EndpointState {
  /** A locally refused connection is not tried again for so long. */
  public static final long REFUSED_NANOS = 5_000_000_000L;

  private static final long NOT_REFUSED = Long.MIN_VALUE;

  private final AtomicInteger active = new AtomicInteger();
  private final AtomicLong refusedUntilNanos = new AtomicLong(NOT_REFUSED);
  private final EjectionState ejection = new EjectionState();
  private volatile boolean announcedMtls;
  private volatile boolean secured;

  /** Attempts that are under way to it. */
  public int active() {
    return active.get();
  }

  public void began() {
    active.incrementAndGet();
  }

  public void ended() {
    active.decrementAndGet();
  }

  /** Its failures and whether it is ejected. */
  public EjectionState ejection() {
    return ejection;
  }

  /** Nobody accepted a connection just now. */
  public void refused(long nowNanos) {
    refusedUntilNanos.set(nowNanos + REFUSED_NANOS);
  }

  /** It answered. */
  public void reached() {
    if (refusedUntilNanos.get() != NOT_REFUSED) {
      refusedUntilNanos.set(NOT_REFUSED);
    }
  }

  /** Whether a connection was refused in the last seconds. */
  public boolean isRefused(long nowNanos) {
    long until = refusedUntilNanos.get();
    return until != NOT_REFUSED && nowNanos - until < 0;
  }

  /** Whether it ever announced mesh TLS; then it is never called in plaintext again. */
  public boolean announcedMtls() {
    return announcedMtls;
  }

  void announceMtls() {
    announcedMtls = true;
  }

  /** Whether an attempt to it ever spoke mesh TLS. */
  public boolean wasSecured() {
    return secured;
  }

  public void secured() {
    if (!secured) {
      secured = true;
    }
  }
}
