package dev.weft.core.trace;

import dev.weft.core.call.Attempt;
import dev.weft.core.call.FailureKind;
import dev.weft.core.call.GrpcCodes;
import dev.weft.core.call.OutboundExchange;
import dev.weft.core.call.Protocol;
import dev.weft.core.call.Reason;
import dev.weft.core.call.Refusal;
import dev.weft.core.call.Slot;
import dev.weft.core.endpoint.Endpoint;
import dev.weft.core.route.Target;
import java.net.InetSocketAddress;

/** Attributes of client spans, by OpenTelemetry's conventions for HTTP and RPC (semconv 1.45). */
final class ClientSpans {
  private final KnownValues known;
  private final Slot<Target> target;

  ClientSpans(KnownValues known, Slot<Target> target) {
    this.known = known;
    this.target = target;
  }

  /** What is known before an answer. */
  void describe(Span span, OutboundExchange x) {
    String authority = x.authority();
    known.server(span, authority, x.scheme());
    if (x.protocol() == Protocol.GRPC) {
      Methods.grpc(span, x.path());
    } else {
      span.name(Methods.http(span, x.method()));
      span.set("url.full", Urls.full(x.scheme(), authority, x.path()));
    }
    Target chosen = x.get(target);
    if (chosen != null) {
      span.set("weft.route", chosen.routeName());
      span.set("weft.subset", chosen.subset());
    }
    span.set("weft.flags", Reason.text(x.flags()));
  }

  void attempted(Span span, Attempt attempt) {
    Endpoint endpoint = attempt.endpoint();
    if (endpoint != null) {
      InetSocketAddress peer = endpoint.address(attempt.secure());
      span.set("network.peer.address", peer.getHostString()); // the literal, there already
      span.set("network.peer.port", known.number(peer.getPort()));
    }
    Reason own = attempt.reason();
    if (own != null) {
      // Of a retried attempt the call itself notes no flag.
      int flags = attempt.exchange().flags() | 1 << own.ordinal();
      span.set("weft.flags", Reason.text(flags));
    }
    boolean grpc = attempt.exchange().protocol() == Protocol.GRPC;
    if (attempt.number() > 1) {
      // OpenTelemetry has a name for this of HTTP alone.
      span.set("weft.attempt", attempt.number());
      if (!grpc) {
        span.set("http.request.resend_count", attempt.number() - 1L);
      }
    }
    switch (attempt.outcome()) {
      case RESPONSE -> status(span, grpc, attempt.status(), attempt.grpcStatus());
      case FAILED -> failed(span, attempt);
      case TIMED_OUT -> span.error("timeout");
      case NONE -> {} // given up by the caller, which is no error
    }
  }

  private static void failed(Span span, Attempt attempt) {
    Throwable failure = attempt.failure();
    if (failure != null && attempt.exchange().failureKind(failure) != FailureKind.CANCELLED) {
      span.error(failure.getClass().getName());
    }
  }

  void refused(Span span, OutboundExchange x, Refusal refusal) {
    status(span, x.protocol() == Protocol.GRPC, refusal.status(), refusal.grpcStatus());
  }

  /** On this side every refusal by the server is an error: from 400 on, and all but OK. */
  private void status(Span span, boolean grpc, int status, int grpcStatus) {
    if (!grpc) {
      span.set("http.response.status_code", known.number(status));
      if (status >= 400) {
        span.error(Integer.toString(status));
      }
    } else if (grpcStatus >= 0) {
      String name = GrpcCodes.name(grpcStatus);
      span.set("rpc.status_code", name);
      if (grpcStatus != 0) {
        span.error(name);
      }
    }
  }
}
