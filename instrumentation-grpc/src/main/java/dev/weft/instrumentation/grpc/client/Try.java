package dev.weft.instrumentation.grpc.client;

import dev.weft.core.call.Attempt;
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
  private final MeshCall<Q, R> call;
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
  Try(MeshCall<Q, R> call, Attempt attempt, @Nullable Leg leg, Dial<Q, R> dial) {
    this.call = call;
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
    call.messages().replayTo(wired);
  }

  Wired<Q, R> wired() {
    return wired;
  }

  Attempt attempt() {
    return attempt;
  }

  /** Ends what it is doing: time is up, or another attempt is to follow. */
  void abort(String why) {
    aborted = true;
    wired.cancel(why, null);
  }

  @Override
  public void onHeaders(Metadata headers) {
    Answer answer = new Answer(headers, null);
    // The verdict is needed here and now, for the messages come next. The loop's deliver may run
    // later, on another thread.
    committed = call.run().headed(attempt, answer);
    if (committed) {
      call.opened(answer);
    }
    call.run().responded(attempt, answer, answer);
  }

  @Override
  public void onMessage(R message) {
    if (committed && !call.isClosed()) {
      call.listener().onMessage(message);
    }
  }

  @Override
  public void onReady() {
    if (call.isCurrent(this)) {
      call.listener().onReady();
    }
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    if (committed) {
      attempt.trailed(status.getCode().value());
      call.ended(status, trailers, aborted && !call.givenUp());
      call.run().finished();
    } else if (call.givenUp()) {
      call.closed(status, trailers);
    } else if (answered) {
      Answer answer = new Answer(trailers, status);
      if (call.run().headed(attempt, answer)) {
        call.ended(answer);
      }
      call.run().responded(attempt, answer, answer);
    } else if (!call.awaitsTimeout(status)) {
      if (leg != null) {
        call.connectFailed(leg);
      }
      call.run().failed(attempt, new UnansweredException(status, trailers, connected));
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
          call.messages().sent(bytes);
        }

        @Override
        public void inboundTrailers(Metadata trailers) {
          answered = true;
        }
      };
    }
  }
}
