package dev.weft.instrumentation.grpc.wire;

import org.jspecify.annotations.Nullable;

/** Puts mesh TLS below plaintext gRPC, in the terms of one variant of Netty. Thread-safe. */
public interface Wire {
  /**
   * @param negotiation the handler that begins plaintext HTTP/2 on a connection
   * @param http2 the connection's HTTP/2 handler, which tells client from server
   * @return a handler that goes before it; null: leave it as it is
   */
  @Nullable Object negotiating(Object negotiation, Object http2);
}
