package dev.weft.instrumentation.grpc.client;

import dev.weft.core.call.ResponseHead;
import dev.weft.instrumentation.grpc.wire.HeaderNames;
import io.grpc.Metadata;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * What a server says first: headers, with messages and trailers to follow, or trailers only.
 *
 * @param ended null: headers
 */
record Answer(Metadata metadata, @Nullable Status ended) implements ResponseHead {
  /** gRPC answers by its own status; HTTP's is 200. */
  @Override
  public int status() {
    return 200;
  }

  @Override
  public @Nullable String header(String name) {
    return HeaderNames.joined(metadata, name);
  }

  @Override
  public int grpcStatus() {
    return ended == null ? -1 : ended.getCode().value();
  }
}
