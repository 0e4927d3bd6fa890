package dev.weft.instrumentation.grpc.wire;

import java.net.InetSocketAddress;

/**
 * Says that a connection is to speak mesh TLS, and with whom. One object for one channel to one
 * endpoint. Thread-safe.
 */
public final class SecurePeer {
  private final InetSocketAddress address;
  private volatile long notAfterMillis = Long.MAX_VALUE;

  /**
   * @param address numeric; what the trust manager finds the expected identity by
   */
  public SecurePeer(InetSocketAddress address) {
    this.address = address;
  }

  public InetSocketAddress address() {
    return address;
  }

  /** The certificate of the peer ends then, in milliseconds since the epoch. */
  public void certifiedUntil(long millis) {
    notAfterMillis = millis;
  }

  /** Milliseconds since the epoch; {@link Long#MAX_VALUE} before the first handshake. */
  public long notAfterMillis() {
    return notAfterMillis;
  }
}
