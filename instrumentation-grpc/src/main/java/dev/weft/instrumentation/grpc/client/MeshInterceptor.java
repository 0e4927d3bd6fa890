package dev.weft.instrumentation.grpc.client;

import dev.weft.core.Mesh;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.Context;
import io.grpc.MethodDescriptor;

/** Stands between one channel of the application and its transport. Thread-safe. */
final class MeshInterceptor implements ClientInterceptor {
  private final Mesh mesh;
  private final ChannelPool pool;
  private final String scheme;

  MeshInterceptor(Mesh mesh, ChannelPool pool, String scheme) {
    this.mesh = mesh;
    this.pool = pool;
    this.scheme = scheme;
  }

  ChannelPool pool() {
    return pool;
  }

  @Override
  public <Q, R> ClientCall<Q, R> interceptCall(
      MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
    String authority = options.getAuthority() == null ? next.authority() : options.getAuthority();
    if (mesh.ownThread() || !mesh.concerns(host(authority))) {
      return next.newCall(method, options);
    }
    return new MeshCall<>(
        new CallPlan<>(mesh, pool, next, method, options, authority, scheme, Context.current()));
  }

  private static String host(String authority) {
    int colon = authority.lastIndexOf(':');
    boolean port = colon > 0 && authority.indexOf(']', colon) < 0;
    return port ? authority.substring(0, colon) : authority;
  }
}
