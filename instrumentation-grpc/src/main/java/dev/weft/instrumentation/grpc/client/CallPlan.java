package dev.weft.instrumentation.grpc.client;

import dev.weft.core.Mesh;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.MethodDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * What one logical call is made of, the same for all its attempts.
 *
 * @param next the application's channel below its interceptors
 * @param options as the application set them
 * @param authority that the server is to see
 * @param context of gRPC, in which the application made the call
 */
record CallPlan<Q, R>(
    Mesh mesh,
    ChannelPool pool,
    Channel next,
    MethodDescriptor<Q, R> method,
    CallOptions options,
    String authority,
    String scheme,
    Context context) {

  /** The application's, of the call or its context. */
  @Nullable Deadline deadline() {
    Deadline own = options.getDeadline();
    Deadline inherited = context.getDeadline();
    return inherited != null && (own == null || inherited.isBefore(own)) ? inherited : own;
  }
}
