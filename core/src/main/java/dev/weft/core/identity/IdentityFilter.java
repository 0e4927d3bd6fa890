package dev.weft.core.identity;

import dev.weft.core.call.Attempt;
import dev.weft.core.call.Filter;
import dev.weft.core.call.Reason;
import dev.weft.core.call.Refusal;
import dev.weft.core.call.Slot;
import dev.weft.core.endpoint.Cluster;
import dev.weft.core.endpoint.Endpoint;
import dev.weft.policy.compiled.ClusterPolicy.TlsMode;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether an attempt speaks mesh TLS. Never falls back: an instance that announced it is
 * called in plaintext only where policy says DISABLE, or before this JVM first had an identity and
 * policy does not require TLS.
 */
public final class IdentityFilter implements Filter<Attempt> {
  private final Slot<Cluster> cluster;
  private final BooleanSupplier ready;

  /**
   * @param ready whether a certificate of our own is held
   */
  public IdentityFilter(Slot<Cluster> cluster, BooleanSupplier ready) {
    this.cluster = cluster;
    this.ready = ready;
  }

  @Override
  public @Nullable Refusal enter(Attempt attempt) {
    Endpoint endpoint = attempt.endpoint();
    Cluster called = attempt.exchange().get(cluster);
    // https: the TLS is the application's own, and stays so.
    if (endpoint == null || called == null || attempt.exchange().scheme().equals("https")) {
      return null;
    }
    TlsMode mode = called.traffic().tls();
    if (mode == TlsMode.DISABLE) {
      return null;
    }
    if (endpoint.acceptsMtls() && ready.getAsBoolean()) {
      endpoint.state().secured();
      attempt.secure(true);
      return null;
    }
    if (mode == TlsMode.ISTIO_MUTUAL) {
      return refusal(
          endpoint.acceptsMtls()
              ? "policy requires mesh TLS and this process holds no certificate"
              : "policy requires mesh TLS and " + endpoint + " does not accept it");
    }
    if (!endpoint.acceptsMtls() && endpoint.state().announcedMtls()) {
      return refusal(endpoint + " announced mesh TLS before and accepts it no longer");
    }
    if (endpoint.state().wasSecured()) {
      return refusal(endpoint + " was called with mesh TLS, and no certificate is held any longer");
    }
    return null;
  }

  private static Refusal refusal(String why) {
    return Refusal.of(Reason.UF, 503, 14, "upstream connect error: " + why);
  }

  @Override
  public void exit(Attempt attempt) {}
}
