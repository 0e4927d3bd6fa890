package dev.weft.core.call;

import dev.weft.core.endpoint.Endpoint;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * One try against one endpoint. A late callback of a try that is over changes nothing: verdicts are
 * memoized, and only the exchange's current attempt can settle it. Of the thread that the loop
 * gives it; {@link #timeUp} may be called from any.
 */
public final class Attempt extends Scope {
  private static final VarHandle PHASE = Fields.of(MethodHandles.lookup(), "phase");
  private static final int OPEN = 0;
  private static final int TIME_UP = 1;
  private static final int SETTLED = 2;

  private final OutboundExchange exchange;
  private final @Nullable Attempt previous;
  private final long backoffNanos;
  private final short number;
  private volatile int phase;
  private boolean sent;
  private boolean secure;
  private boolean again;
  private boolean granted;
  private byte outcome;
  private byte grpcStatus = -1;
  private short status;
  private long startedNanos;
  private long tryNanos = Long.MAX_VALUE;
  private @Nullable Endpoint endpoint;
  // By outcome: the failure, the head while its verdict is being found, or the refusal.
  private @Nullable Object detail;
  private RequestEdits edits = NoEdits.NONE;

  Attempt(OutboundExchange exchange, @Nullable Attempt previous, long backoffNanos) {
    this.exchange = exchange;
    this.previous = previous;
    this.number = (short) (previous == null ? 1 : previous.number + 1);
    this.backoffNanos = backoffNanos;
    this.startedNanos = exchange.nowNanos();
  }

  /** How it ended. */
  public enum Outcome {
    /** Not yet, or cancelled. */
    NONE,
    /** A head came, or a gRPC status. */
    RESPONSE,
    /** See {@link Attempt#failure}. */
    FAILED,
    /** Its own time or the whole call's ran out. */
    TIMED_OUT;

    private static final Outcome[] ALL = values();
  }

  public OutboundExchange exchange() {
    return exchange;
  }

  /** From 1. */
  public int number() {
    return number;
  }

  /** The one before; null for the first. */
  public @Nullable Attempt previous() {
    return previous;
  }

  /** Where to connect; null: as the application wrote it. */
  public @Nullable Endpoint endpoint() {
    return endpoint;
  }

  /** The balancer's choice. */
  public void endpoint(Endpoint chosen) {
    endpoint = chosen;
  }

  /** Whether to speak mesh TLS to {@link #endpoint}. Decided by the Identity filter. */
  public boolean secure() {
    return secure;
  }

  /** Decided by the Identity filter. */
  public void secure(boolean meshTls) {
    secure = meshTls;
  }

  /** What to change on the request. */
  public RequestEdits edits() {
    return edits;
  }

  /** Decided by the Propagate filter. */
  public void edits(RequestEdits changes) {
    edits = changes;
  }

  /** Limits this attempt alone, counted from {@link #begin}. */
  public void tryNanos(long nanos) {
    tryNanos = nanos;
  }

  /** Until this attempt times out; {@link Long#MAX_VALUE}: never. */
  public long remainingNanos() {
    long now = exchange.nowNanos();
    long own = tryNanos == Long.MAX_VALUE ? tryNanos : startedNanos + tryNanos - now;
    return Math.max(0, Math.min(own, exchange.remainingNanos(now)));
  }

  /** To wait before it is sent; 0 for the first. */
  public long backoffNanos() {
    return backoffNanos;
  }

  /** The wait is over, the request is about to be sent; time counts from here. For the loops. */
  public void begin() {
    if (backoffNanos > 0) {
      startedNanos = exchange.nowNanos();
    }
  }

  /** When it began, on the injected clock. */
  public long startedNanos() {
    return startedNanos;
  }

  /** The first byte of the request has left. Adapters say so where their library tells. */
  public void sent() {
    sent = true;
  }

  public boolean isSent() {
    return sent;
  }

  public Outcome outcome() {
    return Outcome.ALL[outcome];
  }

  /** HTTP status of the response; 0: none came. */
  public int status() {
    return status;
  }

  /** -1: none came. */
  public int grpcStatus() {
    return grpcStatus;
  }

  /** The flag that says how it ended without a response; null: it did not. */
  public @Nullable Reason reason() {
    return switch (outcome()) {
      case TIMED_OUT -> Reason.UT;
      case FAILED ->
          switch (exchange.failureKind(failure())) {
            case CONNECT -> Reason.UF;
            case RESET, REFUSED_STREAM -> Reason.UC;
            case CANCELLED, OTHER -> null;
          };
      case RESPONSE, NONE -> null;
    };
  }

  public @Nullable Throwable failure() {
    return detail instanceof Throwable failure ? failure : null;
  }

  /** The response's head while its verdict is being found; null otherwise. */
  public @Nullable ResponseHead head() {
    return detail instanceof ResponseHead head ? head : null;
  }

  /**
   * The response's head is here.
   *
   * @return true: deliver it (but see {@link OutboundExchange#refusal}, which comes first), nothing
   *     is retried from here on; false: discard it and go round (there will be a next attempt)
   */
  public boolean headed(ResponseHead head) {
    return settle(Outcome.RESPONSE, head, head.status(), head.grpcStatus());
  }

  /**
   * The gRPC status at the end of a stream. Where the head said nothing this is the verdict, as in
   * headed; after a head it only completes what is known of the call.
   */
  public boolean trailed(int grpcStatus) {
    if (phase == SETTLED && outcome() == Outcome.RESPONSE && this.grpcStatus < 0) {
      this.grpcStatus = (byte) grpcStatus;
    }
    return settle(Outcome.RESPONSE, null, 200, grpcStatus);
  }

  /**
   * The attempt failed without a response.
   *
   * @return true: tell the application (see {@link OutboundExchange#refusal}, which comes first);
   *     false: go round
   */
  public boolean failed(Throwable failure) {
    return settle(Outcome.FAILED, failure, 0, -1);
  }

  /**
   * A timer found that its time is up. Any thread.
   *
   * @return true: it was not settled, so abort it; whatever its library says next, the verdict will
   *     be that of a timeout
   */
  public boolean timeUp() {
    return PHASE.compareAndSet(this, OPEN, TIME_UP);
  }

  /** Settles it as timed out. Same answer as {@link #failed}. For the loops. */
  public boolean expire() {
    timeUp();
    return settle(Outcome.TIMED_OUT, null, 0, -1);
  }

  private boolean settle(Outcome what, @Nullable Object detail, int status, int grpcStatus) {
    if (PHASE.compareAndSet(this, OPEN, SETTLED)) {
      outcome = (byte) what.ordinal();
      this.status = (short) status;
      this.grpcStatus = (byte) Math.min(grpcStatus, Byte.MAX_VALUE);
      this.detail = detail;
    } else if (PHASE.compareAndSet(this, TIME_UP, SETTLED)) {
      // It came too late: the connection is being torn down under it.
      outcome = (byte) Outcome.TIMED_OUT.ordinal();
    } else {
      return !again;
    }
    again = exchange.settled(this);
    if (this.detail instanceof ResponseHead) {
      this.detail = null; // a view of the library's own object, which it may use again
    }
    return !again;
  }

  /** It holds a grant of the joint. */
  void grant() {
    granted = true;
  }

  /** Whether a grant is still to be given back; asked once. */
  boolean takeGrant() {
    boolean held = granted;
    granted = false;
    return held;
  }

  void refuse(Refusal why) {
    detail = why;
  }

  @Override
  public @Nullable Refusal refusal() {
    return detail instanceof Refusal refusal ? refusal : null;
  }
}
