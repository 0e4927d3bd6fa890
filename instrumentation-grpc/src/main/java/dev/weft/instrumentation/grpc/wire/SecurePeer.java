package dev.weft.instrumentation.grpc.wire;

import java.net.InetSocketAddress;

/**
 * Says that a connection is to speak mesh TLS, and with whom. One object for one channel to one
 * endpoint. Thread-safe.
 */
public final class SecurePeer {
  private final InetSocketAddress address;
  private volatile boolean limited;
  private volatile long retireNanos;

  /**
   * @param address numeric; what the trust manager finds the expected identity by
   */
  public SecurePeer(InetSocketAddress address) {
    this.address = address;
  }

  public InetSocketAddress address() {
    return address;
  }

  /** From then on no new call is to use the connection; on the injected clock. */
  public void retireAt(long nanos) {
    retireNanos = nanos;
    limited = true;
  }

  public boolean isRetired(long nowNanos) {
    return limited && nowNanos - retireNanos >= 0;
  }
}
