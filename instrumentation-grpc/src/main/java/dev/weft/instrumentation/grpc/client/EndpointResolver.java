package dev.weft.instrumentation.grpc.client;

import dev.weft.instrumentation.grpc.wire.SecurePeer;
import dev.weft.instrumentation.grpc.wire.WireKeys;
import io.grpc.Attributes;
import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** "Resolves" a channel of ours to its one endpoint. */
final class EndpointResolver extends NameResolverProvider {
  static final String SCHEME = "weft";

  private final EquivalentAddressGroup group;
  private final String authority;

  /**
   * @param authority what the server is to see
   * @param peer null: plaintext
   */
  EndpointResolver(
      InetSocketAddress address, String authority, @Nullable SecurePeer peer, WireKeys keys) {
    Attributes attributes =
        peer == null ? Attributes.EMPTY : Attributes.newBuilder().set(keys.peer(), peer).build();
    this.group = new EquivalentAddressGroup(address, attributes);
    this.authority = authority;
  }

  @Override
  public NameResolver newNameResolver(URI target, NameResolver.Args args) {
    return new NameResolver() {
      @Override
      public String getServiceAuthority() {
        return authority;
      }

      // The newer way to say it is missing before 1.66.
      @SuppressWarnings("deprecation")
      @Override
      public void start(Listener2 listener) {
        listener.onResult(ResolutionResult.newBuilder().setAddresses(List.of(group)).build());
      }

      @Override
      public void shutdown() {}
    };
  }

  @Override
  public String getDefaultScheme() {
    return SCHEME;
  }

  @Override
  protected boolean isAvailable() {
    return true;
  }

  @Override
  protected int priority() {
    return 5;
  }
}
