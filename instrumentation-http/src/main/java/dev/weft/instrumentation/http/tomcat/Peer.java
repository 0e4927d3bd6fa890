package dev.weft.instrumentation.http.tomcat;

import org.apache.coyote.Request;
import org.jspecify.annotations.Nullable;

/**
 * What a request on a mesh listener brings with it.
 *
 * @param id the peer's identity, proven
 * @param localPort the application's own port that the mesh listener stands for
 */
record Peer(String id, int localPort) {
  /** Notes of a request; Tomcat itself uses the first few of 32. */
  static final int PEER = 29;

  static final int SUPPORT = 30;
  static final int EXCHANGE = 31;

  static @Nullable Peer of(Request request) {
    return (Peer) request.getNote(PEER);
  }
}
