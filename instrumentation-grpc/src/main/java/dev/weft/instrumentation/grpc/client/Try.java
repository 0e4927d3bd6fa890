package dev.weft.instrumentation.grpc.client;

import dev.weft.core.call.Attempt;
import dev.weft.core.call.Reason;
import dev.weft.core.call.Refusal;
import io.grpc.Attributes;
import io.grpc.ClientCall;
import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * One attempt as gRPC sees it. Its callbacks come one after the other, on the executor of the
 * logical call; the tracer's from the transport.
 */
final class Try<Q, R> extends ClientCall.Listener<R> {
  /** A delivered response that is ended because the mesh's time is up. */
  private static final Refusal LATE = Refusal.of(Reason.UT, 504, 4, "upstream response timeout");

  private final CallRun<Q, R> run;
  private final Attempt attempt;
  private final @Nullable Leg leg;
  private final Wired<Q, R> wired;
  private volatile boolean connected;
  private volatile boolean answered;
  private volatile boolean aborted;

  /** Whether what comes is the application's; only the callbacks touch it. */
  private boolean committed;

  /**
   * @param leg null: the application's own channel
   */
  Try(CallRun<Q, R> run, Attempt attempt, @Nullable Leg leg, Dial<Q, R> dial) {
    this.run = run;
    this.attempt = attempt;
    this.leg = leg;
    this.wired = new Wired<>(dial.dial(new Tracing()));
  }

  /** Makes gRPC's call, with the tracer. */
  interface Dial<Q, R> {
    ClientCall<Q, R> dial(ClientStreamTracer.Factory tracer);
  }

  void start(Metadata headers) {
    wired.start(this, headers);
    run.messages().replayTo(wired);
  }

  Wired<Q, R> wired() {
    return wired;
  }

  Attempt attempt() {
    return attempt;
  }

  /** Ends what it is doing: time is up, or another attempt is to follow. */
  void abort() {
    aborted = true;
    wired.cancel("ended by the mesh", null);
  }

  @Override
  public void onHeaders(Metadata headers) {
    Answer answer = new Answer(headers, null);
    // The verdict is needed here and now, for the messages come next. The loop's deliver may run
    // later, on another thread.
    committed = run.headed(attempt, answer);
    if (committed) {
      run.messages().settle();
      run.caller().headers(run.edited(answer).metadata());
    }
    run.responded(attempt, answer, answer);
  }

  @Override
  public void onMessage(R message) {
    if (committed) {
      run.caller().message(message);
    }
  }

  @Override
  public void onReady() {
    if (run.current() == this) {
      run.caller().ready();
    }
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    if (committed) {
      attempt.trailed(status.getCode().value());
      if (aborted && !run.givenUp()) {
        run.caller().closed(Headers.status(LATE), Headers.trailers(LATE));
      } else {
        run.caller().closed(status, trailers);
      }
      run.finished();
    } else if (run.givenUp()) {
      run.caller().closed(status, trailers);
      run.cancel();
    } else if (answered) {
      Answer answer = new Answer(trailers, status);
      if (run.headed(attempt, answer)) {
        run.caller().closed(status, run.edited(answer).metadata());
      }
      run.responded(attempt, answer, answer);
    } else if (!run.awaitsTimeout(status)) {
      if (leg != null) {
        run.connectFailed(leg);
      }
      run.failed(attempt, new UnansweredException(status, trailers, connected));
    }
  }

  /** Tells what was said on the wire from what gRPC made up here. */
  private final class Tracing extends ClientStreamTracer.Factory {
    @Override
    public ClientStreamTracer newClientStreamTracer(
        ClientStreamTracer.StreamInfo info, Metadata headers) {
      return new ClientStreamTracer() {
        @Override
        public void streamCreated(Attributes transport, Metadata sent) {
          connected = true;
        }

        @Override
        public void outboundHeaders() {
          attempt.sent();
        }

        @Override
        public void outboundWireSize(long bytes) {
          run.messages().sent(bytes);
        }

        @Override
        public void inboundTrailers(Metadata trailers) {
          answered = true;
        }
      };
    }
  }
}
