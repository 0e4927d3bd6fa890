package dev.weft.instrumentation.grpc.client;

import dev.weft.instrumentation.grpc.wire.WireKeys;
import io.grpc.Attributes;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One logical call, as the application holds it. What it does goes to the {@link MessageBuffer};
 * what it is told comes from the one attempt that committed, or from us.
 */
final class MeshCall<Q, R> extends ClientCall<Q, R> {
  /** Between runs of a call that waits until an instance can be reached. */
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private final CallPlan<Q, R> plan;
  private final MessageBuffer<Q> messages = new MessageBuffer<>();
  private @Nullable Caller<R> caller;
  private @Nullable Metadata headers;
  private boolean halfClosed;
  private volatile boolean cancelled;
  private volatile @Nullable CallRun<Q, R> run;

  /** The library's own call, after a fault of ours. */
  private volatile @Nullable Wired<Q, R> unmeshed;

  MeshCall(CallPlan<Q, R> plan) {
    this.plan = plan;
  }

  @Override
  public void start(Listener<R> responses, Metadata sent) {
    if (caller != null) {
      throw new IllegalStateException("Already started");
    }
    if (cancelled) {
      throw new IllegalStateException("call was cancelled");
    }
    Executor chosen = plan.options().getExecutor();
    caller = new Caller<>(responses, chosen == null ? plan.pool().executor() : chosen, messages);
    headers = sent;
    begin();
  }

  private void begin() {
    GrpcCall exchange = null;
    CallRun<Q, R> made = null;
    try {
      exchange =
          new GrpcCall(
              plan.mesh().outbound(),
              plan.authority(),
              plan.method().getFullMethodName(),
              plan.scheme(),
              headers,
              plan.deadline(),
              messages);
      made = new CallRun<>(plan, exchange, messages, caller, this::beginAgain, this::goUnmeshed);
      run = made;
      made.begin();
    } catch (RuntimeException | LinkageError e) {
      if (exchange != null && exchange.isOpened()) {
        throw e;
      }
      if (made != null) {
        stop(made, e);
      }
      goUnmeshed(e);
    }
  }

  /** It may have been waiting already, and shall not come back. */
  private static void stop(CallRun<?, ?> faulty, Throwable fault) {
    try {
      faulty.cancel();
    } catch (RuntimeException | LinkageError further) {
      if (further != fault) {
        fault.addSuppressed(further);
      }
    }
  }

  /** Nothing was sent before the fault; what the application has done since is made up for. */
  private void goUnmeshed(Throwable fault) {
    plan.mesh().fault(WireKeys.ADAPTER, fault);
    if (cancelled) {
      caller.close(Status.CANCELLED, new Metadata());
      return;
    }
    Wired<Q, R> call =
        new Wired<>(
            plan.next().newCall(plan.method(), plan.options().withExecutor(caller.executor())));
    call.start(new Unmeshed<>(caller), headers);
    messages.settle();
    messages.replayTo(call);
    unmeshed = call;
    if (cancelled) {
      call.cancel("cancelled", null);
    }
  }

  private void beginAgain() {
    plan.mesh()
        .timer()
        .after(
            PAUSE_NANOS,
            () ->
                caller
                    .executor()
                    .execute(
                        () -> {
                          if (!cancelled) {
                            plan.context().run(this::begin);
                          }
                        }));
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
    Wired<Q, R> alone = unmeshed;
    if (alone != null) {
      return alone.getAttributes();
    }
    CallRun<Q, R> running = run;
    Try<Q, R> attempt = running == null ? null : running.current();
    return attempt == null ? Attributes.EMPTY : attempt.wired().getAttributes();
  }

  @Override
  public void cancel(@Nullable String message, @Nullable Throwable cause) {
    boolean first = !cancelled;
    cancelled = true;
    CallRun<Q, R> running = run;
    Wired<Q, R> alone = unmeshed;
    if ((running == null && alone == null) || !first) {
      return;
    }
    if (running != null) {
      running.cancel(message, cause);
    }
    if (alone != null) {
      alone.cancel(message, cause);
    }
    // Also where an attempt tells it itself: between two attempts there is nobody else.
    caller.close(Status.CANCELLED.withDescription(message).withCause(cause), new Metadata());
  }

  private void checkOpen() {
    if (caller == null) {
      throw new IllegalStateException("Not started");
    }
    if (cancelled) {
      throw new IllegalStateException("call was cancelled");
    }
    if (halfClosed) {
      throw new IllegalStateException("call was half-closed");
    }
  }
}
