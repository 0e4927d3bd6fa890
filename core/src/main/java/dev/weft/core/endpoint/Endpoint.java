package dev.weft.core.endpoint;

import dev.weft.policy.frame.Instance;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One instance's port that calls can be sent to. Canonical: there is one object for one (instance,
 * port) as long as it is registered, so that its run-time state (calls under way, failures,
 * ejection) survives changes of policy. Thread-safe.
 */
public final class Endpoint {
  private final String instanceId;
  private final InetSocketAddress plain;
  private final @Nullable InetSocketAddress mtls;
  private final String expectedIdentity;
  private final Map<String, String> labels;
  private final EndpointState state;
  private final @Nullable Instance instance;
  private volatile @Nullable Object counters;

  /**
   * @param plain numeric address, resolved without DNS
   * @param mtls where mesh TLS is accepted; null: it is not
   * @param expectedIdentity {@code spiffe://...} that the peer must prove
   */
  public Endpoint(
      String instanceId,
      InetSocketAddress plain,
      @Nullable InetSocketAddress mtls,
      String expectedIdentity,
      Map<String, String> labels) {
    this(instanceId, plain, mtls, expectedIdentity, labels, null, new EndpointState());
  }

  Endpoint(
      String instanceId,
      InetSocketAddress plain,
      @Nullable InetSocketAddress mtls,
      String expectedIdentity,
      Map<String, String> labels,
      @Nullable Instance instance,
      EndpointState state) {
    this.instanceId = instanceId;
    this.plain = plain;
    this.mtls = mtls;
    this.expectedIdentity = expectedIdentity;
    this.labels = Map.copyOf(labels);
    this.instance = instance;
    this.state = state;
    if (mtls != null) {
      state.announceMtls();
    }
  }

  public String instanceId() {
    return instanceId;
  }

  /** The address for this kind of connection; the IP literal is its host string. */
  public InetSocketAddress address(boolean secure) {
    InetSocketAddress encrypted = mtls;
    if (!secure) {
      return plain;
    }
    if (encrypted == null) {
      throw new IllegalStateException(instanceId + " has no port for mesh TLS");
    }
    return encrypted;
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

  /** What this JVM has learnt of it. */
  public EndpointState state() {
    return state;
  }

  /** As registered; null where it was made without a registration. */
  public @Nullable Instance instance() {
    return instance;
  }

  /** Where the Stats filter keeps what it counts for this endpoint, to find it without a search. */
  public @Nullable Object counters() {
    return counters;
  }

  public void counters(Object found) {
    counters = found;
  }

  boolean sameAs(Endpoint other) {
    return plain.equals(other.plain)
        && Objects.equals(mtls, other.mtls)
        && expectedIdentity.equals(other.expectedIdentity)
        && Objects.equals(instance, other.instance);
  }

  @Override
  public String toString() {
    return instanceId + "@" + plain;
  }
}
