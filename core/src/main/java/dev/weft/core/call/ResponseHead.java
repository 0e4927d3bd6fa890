package dev.weft.core.call;

import org.jspecify.annotations.Nullable;

/** What a verdict needs to know of a response. Implemented by adapters as a view, not a copy. */
public interface ResponseHead {
  /** HTTP status, 100 to 599. */
  int status();

  /** The first value, or null. Lookup ignores case. */
  @Nullable String header(String name);

  /** The gRPC status of a trailers-only response; -1 where there is none. */
  default int grpcStatus() {
    return -1;
  }
}
