package dev.weft.core.endpoint;

import java.net.InetSocketAddress;
import java.util.Map;

/**
 * One instance's port that calls can be sent to. Canonical: there is one object for one (instance,
 * port) as long as it is registered, so that its run-time state (calls under way, failures,
 * ejection) survives changes of policy. Thread-safe.
 */
public final class Endpoint {
  private final String instanceId;
  private final InetSocketAddress plain;
  private final InetSocketAddress mtls;
  private final String expectedIdentity;
  private final Map<String, String> labels;

  /**
   * @param plain numeric address, resolved without DNS
   * @param mtls where mesh TLS is accepted; null: it is not
   * @param expectedIdentity {@code spiffe://...} that the peer must prove
   */
  public Endpoint(
      String instanceId,
      InetSocketAddress plain,
      InetSocketAddress mtls,
      String expectedIdentity,
      Map<String, String> labels) {
    this.instanceId = instanceId;
    this.plain = plain;
    this.mtls = mtls;
    this.expectedIdentity = expectedIdentity;
    this.labels = Map.copyOf(labels);
  }

  public String instanceId() {
    return instanceId;
  }

  /** The address for this kind of connection; the IP literal is its host string. */
  public InetSocketAddress address(boolean secure) {
    return secure ? mtls : plain;
  }

  public boolean acceptsMtls() {
    return mtls != null;
  }

  public String expectedIdentity() {
    return expectedIdentity;
  }

  public Map<String, String> labels() {
    return labels;
  }
}
