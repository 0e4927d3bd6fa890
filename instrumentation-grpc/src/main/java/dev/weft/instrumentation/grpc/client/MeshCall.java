package dev.weft.instrumentation.grpc.client;

import dev.weft.core.Mesh;
import dev.weft.core.call.Attempt;
import dev.weft.core.call.Reason;
import dev.weft.core.call.Refusal;
import dev.weft.core.drive.AsyncCall;
import dev.weft.core.endpoint.Endpoint;
import dev.weft.policy.compiled.HeaderEdits;
import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.internal.SerializingExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One logical call. What the application does goes to the {@link MessageBuffer}; what it is told
 * comes from the one attempt that committed, or from us. All callbacks to the application run on
 * {@link #executor}, one after the other, whichever attempt or timer they come from.
 */
final class MeshCall<Q, R> extends ClientCall<Q, R> {
  private static final Status OWN_DEADLINE =
      Status.DEADLINE_EXCEEDED.withDescription("deadline exceeded");
  private static final String TIMED_OUT = "upstream response timeout";

  private final Mesh mesh;
  private final ChannelPool pool;
  private final Channel next;
  private final MethodDescriptor<Q, R> method;
  private final CallOptions options;
  private final String authority;
  private final String scheme;
  private final SerializingExecutor executor;
  private final Context context = Context.current();
  private final MessageBuffer<Q> messages = new MessageBuffer<>();

  private Listener<R> listener;
  private Run run;
  private boolean halfClosed;

  /** The application's thread while it is inside {@link #start}. */
  private volatile @Nullable Thread starting;

  private volatile @Nullable Try<Q, R> current;
  private volatile boolean cancelled;

  /** Only touched on {@link #executor}. */
  private boolean closed;

  /**
   * @param next the application's channel below its interceptors
   */
  MeshCall(
      Mesh mesh,
      ChannelPool pool,
      Channel next,
      MethodDescriptor<Q, R> method,
      CallOptions options,
      String authority,
      String scheme) {
    this.mesh = mesh;
    this.pool = pool;
    this.next = next;
    this.method = method;
    this.options = options;
    this.authority = authority;
    this.scheme = scheme;
    this.executor =
        new SerializingExecutor(
            options.getExecutor() == null ? pool.executor() : options.getExecutor());
  }

  @Override
  public void start(Listener<R> responses, Metadata headers) {
    if (listener != null) {
      throw new IllegalStateException("Already started");
    }
    listener = responses;
    Deadline deadline = options.getDeadline();
    Deadline inherited = context.getDeadline();
    if (inherited != null && (deadline == null || inherited.isBefore(deadline))) {
      deadline = inherited;
    }
    run =
        new Run(
            new GrpcCall(
                mesh.outbound(),
                authority,
                method.getFullMethodName(),
                scheme,
                headers,
                deadline,
                messages));
    starting = Thread.currentThread();
    try {
      run.start();
    } finally {
      starting = null;
    }
  }

  @Override
  public void request(int count) {
    messages.request(count);
  }

  @Override
  public void sendMessage(Q message) {
    checkOpen();
    messages.message(message);
  }

  @Override
  public void halfClose() {
    checkOpen();
    halfClosed = true;
    messages.halfClose();
  }

  @Override
  public void setMessageCompression(boolean enabled) {
    messages.compression(enabled);
  }

  @Override
  public boolean isReady() {
    return !halfClosed && messages.isReady();
  }

  @Override
  public Attributes getAttributes() {
    Try<Q, R> attempt = current;
    return attempt == null ? Attributes.EMPTY : attempt.wired().getAttributes();
  }

  @Override
  public void cancel(@Nullable String message, @Nullable Throwable cause) {
    if (listener == null || cancelled) {
      return;
    }
    cancelled = true;
    Try<Q, R> attempt = current;
    if (attempt != null) {
      attempt.wired().cancel(message, cause);
    }
    run.cancel();
    // Also where an attempt tells it itself: between two attempts there is nobody else.
    Status status = Status.CANCELLED.withDescription(message).withCause(cause);
    executor.execute(() -> closed(status, new Metadata()));
  }

  private void checkOpen() {
    if (listener == null) {
      throw new IllegalStateException("Not started");
    }
    if (cancelled) {
      throw new IllegalStateException("call was cancelled");
    }
    if (halfClosed) {
      throw new IllegalStateException("call was half-closed");
    }
  }

  MessageBuffer<Q> messages() {
    return messages;
  }

  Listener<R> listener() {
    return listener;
  }

  Run run() {
    return run;
  }

  boolean isCurrent(Try<Q, R> attempt) {
    return attempt == current && !closed;
  }

  boolean isClosed() {
    return closed;
  }

  /** The application wants no more of it; what comes is not to be judged. */
  boolean givenUp() {
    return cancelled || context.isCancelled();
  }

  /**
   * gRPC's timer rang for the mesh's limit: the core's own does too, and the verdict is the core's.
   */
  boolean awaitsTimeout(Status status) {
    return status.getCode() == Status.Code.DEADLINE_EXCEEDED
        && run.exchange().isMeshed()
        && run.exchange().callerRemainingNanos() > 0;
  }

  void connectFailed(Leg leg) {
    pool.connectFailed(leg);
  }

  /** Headers came and are the application's. */
  void opened(Answer answer) {
    messages.settle();
    edit(answer);
    if (!closed) {
      listener.onHeaders(answer.metadata());
    }
  }

  /** Trailers came alone and are the application's. */
  void ended(Answer answer) {
    Status status = answer.ended();
    if (status != null) {
      edit(answer);
      closed(status, answer.metadata());
    }
  }

  /** A delivered response has ended, by itself or because the mesh's time was up. */
  void ended(Status status, Metadata trailers, boolean aborted) {
    if (aborted) {
      Refusal late = Refusal.of(Reason.UT, 504, 4, TIMED_OUT);
      closed(Headers.status(late), Headers.trailers(late));
    } else {
      closed(status, trailers);
    }
  }

  private void edit(Answer answer) {
    HeaderEdits.Edits edits = run.exchange().responseEdits();
    if (!edits.isEmpty()) {
      Headers.edit(answer.metadata(), edits);
    }
  }

  /** Ends the call for the application, once. On {@link #executor} only. */
  void closed(Status status, Metadata trailers) {
    if (!closed) {
      closed = true;
      messages.end();
      if (context.isCancelled()) {
        run.cancel();
      }
      listener.onClose(status, trailers);
    }
  }

  /** The core's loop, told by gRPC. */
  final class Run extends AsyncCall<GrpcCall, Answer> {
    Run(GrpcCall exchange) {
      super(exchange, mesh.timer());
    }

    @Override
    protected void send(Attempt attempt) {
      if (Thread.currentThread() == starting) {
        begin(attempt);
      } else {
        // Maybe the timer's thread: neither marshalling nor the application's context is for it.
        executor.execute(() -> context.run(() -> beginOrFail(attempt)));
      }
    }

    private void beginOrFail(Attempt attempt) {
      try {
        begin(attempt);
      } catch (RuntimeException e) {
        failed(attempt, e);
      }
    }

    private void begin(Attempt attempt) {
      Endpoint endpoint = attempt.endpoint();
      Leg leg = endpoint == null ? null : pool.leg(endpoint, attempt.secure(), next.authority());
      if (endpoint != null && leg == null) {
        Status status = Status.UNAVAILABLE.withDescription("Channel shutdown invoked");
        failed(attempt, status.asRuntimeException());
        return;
      }
      Channel channel = leg == null ? next : leg.channel();
      Try<Q, R> started =
          new Try<>(
              MeshCall.this,
              attempt,
              leg,
              tracer -> channel.newCall(prepared(), options().withStreamTracerFactory(tracer)));
      current = started;
      started.start(exchange().prepared());
      if (cancelled) {
        started.wired().cancel("cancelled", null);
      }
    }

    private MethodDescriptor<Q, R> prepared() {
      String name = exchange().preparedMethod();
      return name.equals(method.getFullMethodName())
          ? method
          : method.toBuilder().setFullMethodName(name).build();
    }

    private CallOptions options() {
      CallOptions result = options.withExecutor(executor);
      String rewritten = exchange().preparedAuthority();
      if (rewritten != null) {
        result = result.withAuthority(rewritten);
      }
      // So that the server learns of it. The limit of one try is not the server's business: what it
      // does for a response whose head came in time may go on.
      long left = exchange().remainingNanos();
      if (left < exchange().callerRemainingNanos()) {
        result = result.withDeadlineAfter(left, TimeUnit.NANOSECONDS);
      }
      return result;
    }

    @Override
    protected void deliver(Attempt attempt, Answer answer) {
      // The application has it already, see Try.
      if (answer.ended() != null) {
        finished();
      }
    }

    @Override
    protected void discard(Attempt attempt, Answer answer) {
      if (answer.ended() == null) {
        abort(attempt);
      }
    }

    @Override
    protected void refused(Refusal refusal) {
      // The caller's own limit is no decision of the mesh's, whoever's timer rang first.
      boolean own = refusal.reason() == Reason.UT && exchange().callerRemainingNanos() <= 0;
      Status status = own ? OWN_DEADLINE : Headers.status(refusal);
      Metadata trailers = own ? new Metadata() : Headers.trailers(refusal);
      executor.execute(() -> MeshCall.this.closed(status, trailers));
    }

    @Override
    protected void fail(Throwable failure) {
      executor.execute(
          () -> {
            if (failure instanceof UnansweredException unanswered) {
              MeshCall.this.closed(unanswered.status(), unanswered.trailers());
            } else {
              MeshCall.this.closed(Status.fromThrowable(failure), new Metadata());
            }
          });
    }

    @Override
    protected void abort(Attempt attempt) {
      Try<Q, R> aborted = current;
      if (aborted != null && aborted.attempt() == attempt) {
        aborted.abort("ended by the mesh");
      }
    }
  }
}
