package dev.weft.instrumentation.grpc.client;

import dev.weft.core.Mesh;
import dev.weft.instrumentation.grpc.wire.WireKeys;
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
    if (mesh.ownThread() || mesh.isOff(WireKeys.ADAPTER)) {
      return next.newCall(method, options);
    }
    ClientCall<Q, R> call = null;
    try {
      if (mesh.concerns(host(authority))) {
        call =
            new MeshCall<>(
                new CallPlan<>(
                    mesh, pool, next, method, options, authority, scheme, Context.current()));
      }
    } catch (RuntimeException | LinkageError fault) {
      mesh.fault(WireKeys.ADAPTER, fault);
    }
    return call == null ? next.newCall(method, options) : call;
  }

  private static String host(String authority) {
    int colon = authority.lastIndexOf(':');
    boolean port = colon > 0 && authority.indexOf(']', colon) < 0;
    return port ? authority.substring(0, colon) : authority;
  }
}
