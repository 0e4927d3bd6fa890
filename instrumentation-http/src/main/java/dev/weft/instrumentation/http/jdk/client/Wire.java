package dev.weft.instrumentation.http.jdk.client;

import dev.weft.core.call.Attempt;
import dev.weft.core.endpoint.Endpoint;
import java.net.InetSocketAddress;
import java.net.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * What one attempt looks like on the wire where it differs from the application's request; null: as
 * the application wrote it.
 */
record Wire(
    Attempt attempt,
    @Nullable InetSocketAddress address,
    boolean secure,
    @Nullable HttpHeaders headers,
    @Nullable String path,
    @Nullable String authority) {

  static @Nullable InetSocketAddress address(Attempt attempt) {
    Endpoint endpoint = attempt.endpoint();
    return endpoint == null ? null : endpoint.address(attempt.secure());
  }

  /** Whether the mesh says where this goes. */
  boolean elsewhere() {
    return address != null;
  }
}
