package dev.weft.instrumentation.grpc.server;

import dev.weft.core.Mesh;
import dev.weft.core.call.Refusal;
import dev.weft.core.context.Context;
import dev.weft.instrumentation.grpc.wire.WireKeys;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.io.IOException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** Outermost around everything that the application put into its server. Thread-safe. */
final class InboundInterceptor implements ServerInterceptor {
  private final Mesh mesh;
  private final WireKeys keys;

  InboundInterceptor(Mesh mesh, WireKeys keys) {
    this.mesh = mesh;
    this.keys = keys;
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    SSLSession session = call.getAttributes().get(keys.session());
    String peer = null;
    if (session != null) {
      try {
        peer = mesh.tls().verifyPeer(session);
      } catch (IOException e) {
        // Nothing was processed; on a new connection the caller may prove itself again.
        return turnAway(call, e.getMessage());
      } catch (RuntimeException | LinkageError fault) {
        mesh.fault(WireKeys.ADAPTER, fault); // identity never fails open
        return turnAway(call, "the peer cannot be verified");
      }
    }
    ServedCall served = mesh.isOff(WireKeys.ADAPTER) ? null : open(call, headers, peer);
    if (served == null) {
      return next.startCall(call, headers);
    }
    Refusal refusal = served.refusal();
    if (refusal != null) {
      refuse(call, served, refusal);
      return new ServerCall.Listener<>() {};
    }
    return serve(served, new ObservedCall<>(call), headers, next);
  }

  private static <Q> ServerCall.Listener<Q> turnAway(
      ServerCall<Q, ?> call, @Nullable String reason) {
    call.close(Status.UNAVAILABLE.withDescription(reason), new Metadata());
    return new ServerCall.Listener<>() {};
  }

  /** Null: a fault of ours. */
  private @Nullable ServedCall open(
      ServerCall<?, ?> call, Metadata headers, @Nullable String peer) {
    ServedCall served = null;
    try {
      served = new ServedCall(mesh.inbound(), call, headers, peer);
      served.open();
      return served;
    } catch (RuntimeException | LinkageError fault) {
      if (served != null) {
        served.abandon(Status.Code.INTERNAL.value(), fault);
      }
      mesh.fault(WireKeys.ADAPTER, fault);
      return null;
    }
  }

  private <Q, R> ServerCall.Listener<Q> serve(
      ServedCall served, ObservedCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    @Nullable Context before = mesh.contexts().swap(served.context());
    try {
      return new InboundListener<>(next.startCall(call, headers), mesh.contexts(), served, call);
    } catch (RuntimeException | Error e) {
      served.close(Status.Code.UNKNOWN.value(), e);
      throw e;
    } finally {
      mesh.contexts().swap(before);
    }
  }

  private void refuse(ServerCall<?, ?> call, ServedCall served, Refusal refusal) {
    Runnable answer =
        () -> {
          Status status = Status.fromCodeValue(refusal.grpcStatus());
          Metadata trailers = new Metadata();
          refusal
              .headers()
              .forEach((name, values) -> values.forEach(value -> put(trailers, name, value)));
          put(trailers, Refusal.FLAGS_HEADER, refusal.reason().name());
          call.close(
              refusal.body().isEmpty() ? status : status.withDescription(refusal.body()), trailers);
          served.close(refusal.grpcStatus(), null);
        };
    if (refusal.delayNanos() > 0) {
      mesh.timer().after(refusal.delayNanos(), answer);
    } else {
      answer.run();
    }
  }

  private static void put(Metadata trailers, String name, String value) {
    trailers.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value);
  }
}
