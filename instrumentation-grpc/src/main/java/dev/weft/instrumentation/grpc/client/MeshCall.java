package dev.weft.instrumentation.grpc.client;

import dev.weft.core.Mesh;
import dev.weft.core.call.Attempt;
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
  static final Status TIMED_OUT =
      Status.DEADLINE_EXCEEDED.withDescription("the mesh's timeout of the call has passed");

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
    run.start();
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
    run.cancel();
    Try<Q, R> attempt = current;
    if (attempt != null) {
      attempt.wired().cancel(message, cause);
    }
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

  AsyncCall<GrpcCall, Answer> run() {
    return run;
  }

  boolean isCurrent(Try<Q, R> attempt) {
    return attempt == current && !closed;
  }

  /** The application wants no more of it; what comes is not to be judged. */
  boolean givenUp() {
    return cancelled || context.isCancelled();
  }

  void connectFailed(Leg leg) {
    pool.connectFailed(leg);
  }

  /** Ends the call for the application, once. On {@link #executor} only. */
  void closed(Status status, Metadata trailers) {
    if (!closed) {
      closed = true;
      messages.settle();
      if (context.isCancelled()) {
        run.cancel();
      }
      listener.onClose(status, trailers);
    }
  }

  /** The core's loop, told by gRPC. */
  private final class Run extends AsyncCall<GrpcCall, Answer> {
    Run(GrpcCall exchange) {
      super(exchange, mesh.timer());
    }

    @Override
    protected void send(Attempt attempt) {
      if (attempt.number() == 1 && current == null) {
        begin(attempt);
      } else {
        // Maybe the timer's thread: neither marshalling nor the application's context is for it.
        executor.execute(() -> context.run(() -> begin(attempt)));
      }
    }

    private void begin(Attempt attempt) {
      Endpoint endpoint = attempt.endpoint();
      Leg leg = null;
      if (endpoint != null) {
        leg = pool.leg(endpoint, attempt.secure(), next.authority());
        if (leg == null) {
          failed(
              attempt,
              Status.UNAVAILABLE.withDescription("Channel shutdown invoked").asRuntimeException());
          return;
        }
      }
      Channel channel = leg == null ? next : leg.channel();
      Try<Q, R> started =
          new Try<>(
              MeshCall.this,
              attempt,
              leg,
              tracer -> channel.newCall(prepared(), Try.traced(options(attempt), tracer)));
      current = started;
      started.start(exchange().prepared());
      if (givenUp()) {
        started.wired().cancel("cancelled", null);
      }
    }

    private MethodDescriptor<Q, R> prepared() {
      String name = exchange().preparedMethod();
      return name.equals(method.getFullMethodName())
          ? method
          : method.toBuilder().setFullMethodName(name).build();
    }

    private CallOptions options(Attempt attempt) {
      CallOptions result = options.withExecutor(executor);
      String rewritten = exchange().preparedAuthority();
      if (rewritten != null) {
        result = result.withAuthority(rewritten);
      }
      long left = attempt.remainingNanos();
      if (left < exchange().callerRemainingNanos()) {
        result = result.withDeadlineAfter(left, TimeUnit.NANOSECONDS);
      }
      return result;
    }

    @Override
    protected void deliver(Attempt attempt, Answer answer) {
      HeaderEdits.Edits edits = exchange().responseEdits();
      if (!edits.isEmpty()) {
        Headers.edit(answer.metadata(), edits);
      }
      Status status = answer.ended();
      if (status != null) {
        closed(status, answer.metadata());
        finished();
        return;
      }
      Try<Q, R> committed = current;
      if (committed != null && committed.attempt() == attempt) {
        committed.commit();
        messages.settle();
        listener.onHeaders(answer.metadata());
      }
    }

    @Override
    protected void discard(Attempt attempt, Answer answer) {
      Try<Q, R> discarded = current;
      if (answer.ended() == null && discarded != null && discarded.attempt() == attempt) {
        discarded.wired().cancel("retried", null);
      }
    }

    @Override
    protected void refused(Refusal refusal) {
      executor.execute(
          () -> MeshCall.this.closed(Headers.status(refusal), Headers.trailers(refusal)));
    }

    @Override
    protected void fail(Throwable failure) {
      Status status = Failures.status(failure);
      Metadata trailers = Failures.trailers(failure);
      executor.execute(() -> MeshCall.this.closed(status, trailers));
    }

    @Override
    protected void abort(Attempt attempt) {
      Try<Q, R> aborted = current;
      if (aborted != null && aborted.attempt() == attempt) {
        aborted.abort();
      }
    }
  }
}
