package dev.weft.core.trace;

import dev.weft.core.call.GrpcCodes;
import dev.weft.core.call.InboundExchange;
import dev.weft.core.call.Protocol;
import dev.weft.core.call.Refusal;

/** Attributes of server spans, by OpenTelemetry's conventions for HTTP and RPC (semconv 1.45). */
final class ServerSpans {
  private final KnownValues known;

  ServerSpans(KnownValues known) {
    this.known = known;
  }

  void describe(Span span, InboundExchange x) {
    known.server(span, x.authority(), x.scheme());
    String peer = x.remoteAddress();
    if (peer != null) {
      span.set("client.address", peer);
      span.set("network.peer.address", peer);
      span.set("network.peer.port", x.remotePort());
    }
    Refusal refusal = x.refusal();
    if (refusal != null) {
      span.set("weft.flags", refusal.reason().name());
    }
    if (x.protocol() == Protocol.GRPC) {
      grpc(span, x);
    } else {
      http(span, x);
    }
  }

  private void http(Span span, InboundExchange x) {
    String method = Methods.http(span, x.method());
    String route = x.route();
    span.name(route == null ? method : method + " " + route);
    span.set("http.route", route);
    span.set("url.scheme", x.scheme());
    String path = x.path();
    int query = path.indexOf('?');
    span.set("url.path", query < 0 ? path : path.substring(0, query));
    if (query >= 0) {
      span.set("url.query", Urls.redactedQuery(path.substring(query + 1)));
    }
    span.set("user_agent.original", x.header("user-agent"));
    if (x.status() > 0) {
      span.set("http.response.status_code", known.number(x.status()));
    }
    Throwable failure = x.failure();
    if (failure != null) {
      span.error(failure.getClass().getName());
    } else if (x.status() >= 500) {
      span.error(Integer.toString(x.status()));
    }
  }

  private static void grpc(Span span, InboundExchange x) {
    Methods.grpc(span, x.path());
    String status = GrpcCodes.name(x.status());
    span.set("rpc.status_code", status);
    if (isServerError(x.status())) {
      span.error(status);
    }
  }

  /** UNKNOWN, DEADLINE_EXCEEDED, UNIMPLEMENTED, INTERNAL, UNAVAILABLE, DATA_LOSS. */
  private static boolean isServerError(int code) {
    return code == 2 || code == 4 || (code >= 12 && code <= 15);
  }
}
