package dev.weft.core.call;

import dev.weft.core.time.Timer;
import dev.weft.policy.compiled.HeaderEdits;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * One logical call that the application makes. An adapter subclasses it, so that the core's state
 * and the adapter's are one object. It is driven by one of the two loops ({@code
 * dev.weft.core.drive}); an adapter calls none of the final methods but {@link #close} where its
 * library tells it of the body's end.
 *
 * <p>Life: {@code open → (next → sent → headed | trailed | failed)* → close}. Not thread-safe; the
 * loop serialises. {@link #close} and {@link #expire} may be called from any thread.
 */
public abstract non-sealed class OutboundExchange extends Scope implements RequestHeaders {
  private static final VarHandle CLOSED = Fields.of(MethodHandles.lookup(), "closed");

  private final OutboundPath path;
  private volatile int closed;
  private volatile boolean expired;
  private boolean opened;
  private boolean answered;
  private boolean meshed;
  private boolean waited;
  private boolean prepared;
  private short flags;
  private long openedNanos;
  private long deadlineNanos = Long.MAX_VALUE;
  private HeaderEdits.Edits responseEdits = HeaderEdits.Edits.NONE;
  private @Nullable Object slot2;
  private @Nullable Object slot3;
  private @Nullable Pending pending;
  private @Nullable Attempt current;
  private @Nullable Refusal refusal;
  private volatile Timer.@Nullable Scheduled alarm;

  private record Pending(long nanos, @Nullable Waiting on) {}

  protected OutboundExchange(OutboundPath path) {
    this.path = path;
  }

  /** GET, POST, ...; for gRPC always POST. */
  public abstract String method();

  /** Host as the application addressed it, with its port if it wrote one: {@code reviews:9080}. */
  public abstract String authority();

  /** Path and query, beginning with a slash; for gRPC {@code /package.Service/Method}. */
  public abstract String path();

  /** {@code http} or {@code https}, as the application wrote it. */
  public abstract String scheme();

  /** The application's header (values joined by a comma), or null. Lookup ignores case. */
  @Override
  public abstract @Nullable String header(String name);

  public abstract Protocol protocol();

  /** Whether the body can be sent again; asked when a retry is considered. */
  public abstract Replay replay();

  /** The caller's own deadline in nanoseconds from now; {@link Long#MAX_VALUE}: none. */
  public long callerRemainingNanos() {
    return Long.MAX_VALUE;
  }

  /** What a failure of this library means. Override where it has exceptions of its own. */
  public FailureKind failureKind(@Nullable Throwable failure) {
    return FailureKind.of(failure);
  }

  /**
   * Prepares the library's request for this attempt. Called by the loop before each {@code send};
   * idempotent: it starts from the application's request each time.
   */
  public abstract void edit(Attempt attempt, RequestEdits edits);

  /** Runs the call's filters, or goes on where an earlier answer was PENDING. */
  public final Opening open() {
    if (!opened) {
      opened = true;
      openedNanos = path.clock.nanos();
    } else if (isPending()) {
      pending = null;
      waited = true;
      entered--; // the filter that pended is entered again
    } else {
      throw new IllegalStateException("open() of a call that is open");
    }
    Refusal refused = path.call.enterOrPend(this, this);
    if (refused != null) {
      answered = true;
      refuse(refused);
      return Opening.REFUSED;
    }
    if (isPending()) {
      return Opening.PENDING;
    }
    answered = true;
    return Opening.GO;
  }

  /**
   * Whether {@link #open} has answered GO or REFUSED. What fails before that is a fault of ours,
   * nothing was sent and nothing refused: the adapter lets the call go as the application wrote it.
   */
  public final boolean isOpened() {
    return answered;
  }

  /** For a filter: come back in {@code nanos}, or when {@code awaited} has come. */
  public final void pend(long nanos, @Nullable Waiting awaited) {
    pending = new Pending(nanos, awaited);
  }

  final boolean isPending() {
    return pending != null;
  }

  /** How long PENDING may last at most. */
  public final long waitNanos() {
    return pending == null ? 0 : pending.nanos;
  }

  /**
   * Runs {@code resume} once, when what PENDING waits for has come; maybe at once, on any thread.
   */
  public final void whenReady(Runnable resume) {
    Waiting awaited = waiting();
    if (awaited != null) {
      awaited.whenReady(resume);
    }
  }

  /** What PENDING waits for; null: only for time. For the loops. */
  public final @Nullable Waiting waiting() {
    return pending == null ? null : pending.on;
  }

  /**
   * The next attempt, its filters entered; null: {@link #refusal} says why there is none. The first
   * call after GO, then after each verdict "go round".
   */
  public final @Nullable Attempt next() {
    if (prepared) {
      prepared = false;
      return current;
    }
    if (current != null) {
      throw new IllegalStateException(
          "next() although attempt " + current.number() + " was not to be followed by another");
    }
    Attempt first = new Attempt(this, null, 0);
    Refusal refused = path.attempt.enter(first);
    if (refused != null) {
      first.refuse(refused);
      path.attempt.exit(first);
      refuse(refused.edited(responseEdits));
      return null;
    }
    current = first;
    waited = true;
    return first;
  }

  /** The current attempt has its outcome; whether it is followed by another. */
  final boolean settled(Attempt attempt) {
    path.settled(attempt);
    releaseGrant(attempt);
    if (attempt == current && closed == 0) {
      if (followed(attempt)) {
        return true;
      }
      Reason reason = attempt.reason();
      if (reason != null) {
        flag(reason);
      }
      if (reason == Reason.UT) {
        refuse(Refusal.timeout().edited(responseEdits));
      }
    }
    return false;
  }

  private boolean followed(Attempt attempt) {
    long backoffNanos = meshed ? path.joint.consider(attempt) : -1;
    if (backoffNanos < 0) {
      return false;
    }
    // Entered now and not at next(): a verdict of "go round" is a promise.
    Attempt next = new Attempt(this, attempt, backoffNanos);
    next.grant();
    Refusal refused = path.attempt.enter(next);
    if (refused != null) {
      next.refuse(refused);
      path.attempt.exit(next);
      releaseGrant(next);
      return false;
    }
    path.attempt.exit(attempt);
    prepared = true;
    current = next;
    return true;
  }

  private void releaseGrant(Attempt attempt) {
    if (attempt.takeGrant()) {
      path.joint.release(this);
    }
  }

  private void refuse(Refusal why) {
    refusal = why;
    flag(why.reason());
  }

  @Override
  public final @Nullable Refusal refusal() {
    return refusal;
  }

  /** Changes to make on the response that is delivered (not on refusals). */
  public final HeaderEdits.Edits responseEdits() {
    return responseEdits;
  }

  /** For the Route filter. */
  public final void responseEdits(HeaderEdits.Edits edits) {
    responseEdits = edits;
  }

  /**
   * Whether the mesh routes this call. False: a host of the outside; address, TLS and retries are
   * the application's, there is exactly one attempt whose endpoint is null.
   */
  public final boolean isMeshed() {
    return meshed;
  }

  /** For the Route filter. */
  public final void meshed(boolean routed) {
    meshed = routed;
  }

  /** The attempt under way, or the last; null before the first. */
  public final @Nullable Attempt current() {
    return current;
  }

  /** Notes a response flag of this call. */
  public final void flag(Reason reason) {
    flags |= (short) (1 << reason.ordinal());
  }

  /** The flags noted: bit n stands for the {@link Reason} of ordinal n. */
  public final int flags() {
    return flags;
  }

  /** For the Deadline filter: when the whole call is over, on the injected clock. */
  public final void deadlineNanos(long nanos) {
    deadlineNanos = nanos;
  }

  /** {@link Long#MAX_VALUE}: none. */
  public final long deadlineNanos() {
    return deadlineNanos;
  }

  /** When it was opened, on the injected clock. */
  public final long openedNanos() {
    return openedNanos;
  }

  final long remainingNanos(long now) {
    return deadlineNanos == Long.MAX_VALUE ? deadlineNanos : deadlineNanos - now;
  }

  /** Until the whole call times out, 0 or more; {@link Long#MAX_VALUE}: never. */
  public final long remainingNanos() {
    return Math.max(0, remainingNanos(path.clock.nanos()));
  }

  /** Now; until the first attempt the moment of opening, if it did not wait: that saves a look. */
  public final long nowNanos() {
    return waited ? path.clock.nanos() : openedNanos;
  }

  /**
   * A timer found that the whole call's time is up, after the head was delivered. Any thread.
   *
   * @return true: the body is still being read, so abort it
   */
  public final boolean expire() {
    if (closed != 0 || path.clock.nanos() < deadlineNanos) {
      return false;
    }
    expired = true;
    return true;
  }

  /** Whether it was aborted after its head because the time was up. */
  public final boolean isExpired() {
    return expired;
  }

  /** For the loops: a timer that is of no use once the call is over. */
  public final void alarm(Timer.Scheduled scheduled) {
    alarm = scheduled;
    if (closed != 0) {
      scheduled.cancel();
    }
  }

  /** Whether it is over. */
  public final boolean isClosed() {
    return closed != 0;
  }

  /** The response's body has ended (or was abandoned). Further calls do nothing. */
  public final void close() {
    if (!CLOSED.compareAndSet(this, 0, 1)) {
      return;
    }
    Timer.Scheduled armed = alarm;
    if (armed != null) {
      armed.cancel();
    }
    if (expired) {
      flag(Reason.UT);
    }
    try {
      if (current != null && !current.exited) {
        releaseGrant(current);
        path.attempt.exit(current);
      }
    } finally {
      path.call.exit(this);
    }
  }

  @Override
  final @Nullable Object further(int index) {
    return index == 2 ? slot2 : slot3;
  }

  @Override
  final void further(int index, @Nullable Object value) {
    if (index == 2) {
      slot2 = value;
    } else {
      slot3 = value;
    }
  }

  protected final OutboundPath outboundPath() {
    return path;
  }
}
