package dev.weft.instrumentation.grpc.client;

import dev.weft.core.call.Attempt;
import dev.weft.core.call.FailureKind;
import dev.weft.core.call.Reason;
import dev.weft.core.call.Refusal;
import dev.weft.core.drive.AsyncCall;
import dev.weft.core.endpoint.Endpoint;
import dev.weft.policy.compiled.HeaderEdits;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The core's loop over the attempts of one call, in gRPC's terms. */
final class CallRun<Q, R> extends AsyncCall<GrpcCall, Answer> {
  private static final Status OWN_DEADLINE =
      Status.DEADLINE_EXCEEDED.withDescription("deadline exceeded");
  private static final Status SHUT_DOWN =
      Status.UNAVAILABLE.withDescription("Channel shutdown invoked");

  private final CallPlan<Q, R> plan;
  private final MessageBuffer<Q> messages;
  private final Caller<R> caller;
  private final Runnable again;
  private final Consumer<Throwable> withoutMesh;
  private final Thread starter = Thread.currentThread();
  private volatile boolean starting = true;
  private volatile @Nullable Try<Q, R> current;
  private volatile boolean cancelled;

  /**
   * @param again what makes another run of a call that waits until an instance can be reached
   * @param withoutMesh what lets the call go on as the application wrote it, after a fault of ours
   */
  CallRun(
      CallPlan<Q, R> plan,
      GrpcCall exchange,
      MessageBuffer<Q> messages,
      Caller<R> caller,
      Runnable again,
      Consumer<Throwable> withoutMesh) {
    super(exchange, plan.mesh().timer());
    this.plan = plan;
    this.messages = messages;
    this.caller = caller;
    this.again = again;
    this.withoutMesh = withoutMesh;
  }

  /** To be called by the thread that made this, in the application's context. */
  void begin() {
    try {
      start();
    } finally {
      starting = false;
    }
  }

  MessageBuffer<Q> messages() {
    return messages;
  }

  Caller<R> caller() {
    return caller;
  }

  @Nullable Try<Q, R> current() {
    return current;
  }

  /** The application wants no more of it; what comes is not to be judged. */
  boolean givenUp() {
    return cancelled || plan.context().isCancelled();
  }

  void cancel(@Nullable String message, @Nullable Throwable cause) {
    cancelled = true;
    Try<Q, R> attempt = current;
    if (attempt != null) {
      attempt.wired().cancel(message, cause);
    }
    cancel();
  }

  /**
   * gRPC's timer rang for the mesh's limit. The core's own does too, and the verdict is the core's.
   */
  boolean awaitsTimeout(Status status) {
    return status.getCode() == Status.Code.DEADLINE_EXCEEDED
        && exchange().isMeshed()
        && exchange().callerRemainingNanos() > 0;
  }

  void connectFailed(Leg leg) {
    plan.pool().connectFailed(leg);
  }

  /** What comes from the server's side is the application's from here on. */
  Answer edited(Answer answer) {
    HeaderEdits.Edits edits = exchange().responseEdits();
    if (!edits.isEmpty()) {
      Headers.edit(answer.metadata(), edits);
    }
    return answer;
  }

  @Override
  protected void send(Attempt attempt) {
    if (starting && Thread.currentThread() == starter) {
      connect(attempt);
    } else {
      // Maybe the timer's thread: neither marshalling nor the application's context is for it.
      caller.executor().execute(() -> plan.context().run(() -> connectOrFail(attempt)));
    }
  }

  private void connectOrFail(Attempt attempt) {
    try {
      connect(attempt);
    } catch (RuntimeException e) {
      failed(attempt, e);
    }
  }

  private void connect(Attempt attempt) {
    Endpoint endpoint = attempt.endpoint();
    Leg leg =
        endpoint == null
            ? null
            : plan.pool().leg(endpoint, attempt.secure(), plan.next().authority());
    if (endpoint != null && leg == null) {
      failed(attempt, new UnansweredException(SHUT_DOWN, new Metadata(), true));
      return;
    }
    Channel channel = leg == null ? plan.next() : leg.channel();
    CallOptions options = options(leg != null);
    Try<Q, R> attempted =
        new Try<>(
            this,
            attempt,
            leg,
            tracer -> channel.newCall(method(), options.withStreamTracerFactory(tracer)));
    current = attempted;
    attempted.start(exchange().prepared());
    if (cancelled) {
      attempted.wired().cancel("cancelled", null);
    }
  }

  private MethodDescriptor<Q, R> method() {
    String name = exchange().preparedMethod();
    MethodDescriptor<Q, R> method = plan.method();
    return name.equals(method.getFullMethodName())
        ? method
        : method.toBuilder().setFullMethodName(name).build();
  }

  private CallOptions options(boolean meshed) {
    CallOptions options = plan.options().withExecutor(caller.executor());
    if (meshed) {
      // Waiting is for the whole call, see below: one instance may never come back.
      options = options.withoutWaitForReady();
    }
    String rewritten = exchange().preparedAuthority();
    if (rewritten != null) {
      options = options.withAuthority(rewritten);
    }
    // So that the server learns of it. The limit of one try is not the server's business: what it
    // does for a response whose head came in time may go on.
    long left = exchange().remainingNanos();
    if (left < exchange().callerRemainingNanos()) {
      options = options.withDeadlineAfter(left, TimeUnit.NANOSECONDS);
    }
    return options;
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
    if (refusal.reason() == Reason.UH && waits()) {
      again.run();
      return;
    }
    // The caller's own limit is no decision of the mesh's, whoever's timer rang first.
    boolean own = refusal.reason() == Reason.UT && exchange().callerRemainingNanos() <= 0;
    caller.close(
        own ? OWN_DEADLINE : Headers.status(refusal),
        own ? new Metadata() : Headers.trailers(refusal));
  }

  @Override
  protected void fail(Throwable failure) {
    if (!exchange().isOpened()) {
      // The call had waited for endpoints, and this is the thread that brought them.
      caller.executor().execute(() -> plan.context().run(() -> withoutMesh.accept(failure)));
    } else if (failure instanceof UnansweredException unanswered) {
      if (unanswered.kind() == FailureKind.CONNECT && exchange().isMeshed() && waits()) {
        again.run();
      } else {
        caller.close(unanswered.status(), unanswered.trailers());
      }
    } else {
      caller.close(Status.fromThrowable(failure), new Metadata());
    }
  }

  /** Whether the application rather waits than hears that no instance can be reached. */
  private boolean waits() {
    return plan.options().isWaitForReady() && messages.replayable() && !givenUp();
  }

  @Override
  protected void abort(Attempt attempt) {
    Try<Q, R> aborted = current;
    if (aborted != null && aborted.attempt() == attempt) {
      aborted.abort();
    }
  }
}
