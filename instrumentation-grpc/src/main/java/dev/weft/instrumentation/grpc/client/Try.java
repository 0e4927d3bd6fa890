package dev.weft.instrumentation.grpc.client;

import dev.weft.core.call.Attempt;
import io.grpc.CallOptions;
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
  private volatile boolean answered;
  private volatile boolean aborted;
  private boolean headersSeen;

  /** Only the first answer that is delivered makes its attempt the call's. */
  private boolean committed;

  /**
   * @param leg null: the application's own channel
   */
  Try(MeshCall<Q, R> call, Attempt attempt, @Nullable Leg leg, Dial<Q, R> dial) {
    this.call = call;
    this.attempt = attempt;
    this.leg = leg;
    this.wired = new Wired<>(dial.dial(tracing()));
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

  /** Ends what it is doing because time is up. */
  void abort() {
    aborted = true;
    wired.cancel("timed out", null);
  }

  boolean aborted() {
    return aborted;
  }

  void commit() {
    committed = true;
  }

  @Override
  public void onHeaders(Metadata headers) {
    headersSeen = true;
    Answer answer = new Answer(headers, null);
    call.run().responded(attempt, answer, answer);
  }

  @Override
  public void onMessage(R message) {
    if (committed) {
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
      call.closed(aborted ? MeshCall.TIMED_OUT : status, trailers);
      call.run().finished();
    } else if (call.givenUp()) {
      call.closed(status, trailers);
    } else if (answered && !headersSeen) {
      Answer answer = new Answer(trailers, status);
      call.run().responded(attempt, answer, answer);
    } else {
      if (leg != null) {
        call.connectFailed(leg);
      }
      call.run().failed(attempt, Failures.of(status, trailers));
    }
  }

  /** Tells what was said on the wire from what gRPC made up here. */
  private ClientStreamTracer.Factory tracing() {
    return new ClientStreamTracer.Factory() {
      @Override
      public ClientStreamTracer newClientStreamTracer(
          ClientStreamTracer.StreamInfo info, Metadata headers) {
        return new ClientStreamTracer() {
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
    };
  }

  static CallOptions traced(CallOptions options, ClientStreamTracer.Factory tracer) {
    return options.withStreamTracerFactory(tracer);
  }
}
