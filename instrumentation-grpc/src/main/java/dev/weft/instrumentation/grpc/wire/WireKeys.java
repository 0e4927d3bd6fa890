package dev.weft.instrumentation.grpc.wire;

import io.grpc.Attributes;
import javax.net.ssl.SSLSession;

/**
 * The keys under which gRPC carries our attributes between its layers. Compared by identity, so one
 * instance is shared by all that is woven into one class loader's gRPC.
 *
 * @param peer on an address of a client: connect with mesh TLS
 * @param session on a connection of a server: it came with mesh TLS
 */
public record WireKeys(Attributes.Key<SecurePeer> peer, Attributes.Key<SSLSession> session) {
  /** Name of the one adapter of both sides. */
  public static final String ADAPTER = "grpc";

  public static WireKeys create() {
    return new WireKeys(
        Attributes.Key.create("weft-peer"), Attributes.Key.create("weft-tls-session"));
  }
}
