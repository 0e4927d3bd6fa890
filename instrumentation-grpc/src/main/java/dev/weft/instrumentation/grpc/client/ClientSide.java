package dev.weft.instrumentation.grpc.client;

import dev.weft.bootstrap.Members;
import dev.weft.core.Mesh;
import dev.weft.instrumentation.grpc.wire.WireKeys;
import io.grpc.ClientInterceptor;
import io.grpc.ManagedChannel;
import io.grpc.internal.ManagedChannelImplBuilder;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Puts the mesh into channels as they are built. Thread-safe. */
public final class ClientSide {
  private final Mesh mesh;
  private final WireKeys keys;
  private final BuilderFields fields;

  /**
   * @param members of gRPC
   */
  public ClientSide(Mesh mesh, WireKeys keys, Members members) {
    this.mesh = mesh;
    this.keys = keys;
    this.fields = new BuilderFields(members);
  }

  /** A channel is about to be built. */
  public void building(ManagedChannelImplBuilder builder) {
    List<ClientInterceptor> interceptors = fields.interceptors(builder);
    interceptors.removeIf(MeshInterceptor.class::isInstance);
    if (mesh.ownThread() || !isOverNetty(builder) || !isByName(fields.target(builder))) {
      return;
    }
    ChannelPool pool = new ChannelPool(mesh, keys, fields, builder);
    String scheme = fields.defaultPort(builder) == 443 ? "https" : "http";
    interceptors.add(0, new MeshInterceptor(mesh, pool, scheme));
  }

  /**
   * It has been built.
   *
   * @return what the application is given instead; null: leave it
   */
  public @Nullable ManagedChannel built(ManagedChannelImplBuilder builder, ManagedChannel channel) {
    for (ClientInterceptor interceptor : fields.interceptors(builder)) {
      if (interceptor instanceof MeshInterceptor ours) {
        return new MeshChannel(channel, ours.pool(), mesh.clock());
      }
    }
    return null;
  }

  /** In-process channels and those of balancers inside gRPC are none of the network's. */
  private boolean isOverNetty(ManagedChannelImplBuilder builder) {
    return fields.transport(builder).getClass().getName().startsWith("io.grpc.netty.");
  }

  /**
   * Other resolvers (xds, a registry's) know better where to go; ours is not to be meshed twice.
   */
  private static boolean isByName(String target) {
    int scheme = target.indexOf(":/");
    if (scheme < 0) {
      return true;
    }
    String name = target.substring(0, scheme).toLowerCase(Locale.ROOT);
    return name.equals("dns") || name.equals("directaddress");
  }
}
