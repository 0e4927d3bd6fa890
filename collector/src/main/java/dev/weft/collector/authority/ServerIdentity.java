package dev.weft.collector.authority;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * The collector's own key and certificate.
 *
 * @param chain leaf first, with the root: who knows only the root's fingerprint finds it there,
 *     also of the root before
 */
public record ServerIdentity(PrivateKey key, List<X509Certificate> chain) {
  public ServerIdentity {
    chain = List.copyOf(chain);
  }

  /** Says nothing of the key, so that no log ever does. */
  @Override
  public String toString() {
    return "ServerIdentity[" + chain.get(0).getSerialNumber() + "]";
  }
}
