package dev.weft.agent.identity;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

/** Whether a chain leads to one of the mesh's roots now, and whom it names. Thread-safe. */
final class ChainVerifier {
  /** Leaf, and three authorities between it and the root. */
  private static final int MAX_CHAIN = 4;

  private final LongSupplier wallMillis;
  private volatile Roots roots = new Roots(0, Set.of());

  /**
   * @param wallMillis epoch milliseconds
   */
  ChainVerifier(LongSupplier wallMillis) {
    this.wallMillis = wallMillis;
  }

  /** What is trusted now. */
  private record Roots(long generation, Set<X509Certificate> certificates) {}

  /**
   * Replaces what is trusted.
   *
   * @return whether that changed anything
   */
  synchronized boolean trust(List<X509Certificate> certificates) {
    Set<X509Certificate> next = new HashSet<>(certificates);
    if (next.equals(roots.certificates())) {
      return false;
    }
    roots = new Roots(roots.generation() + 1, next);
    return true;
  }

  /** Grows when the roots change. */
  long generation() {
    return roots.generation();
  }

  List<X509Certificate> trusted() {
    return List.copyOf(roots.certificates());
  }

  /**
   * @param chain leaf first, as the peer sent it
   * @param usage extended key usage that the leaf must allow, where it limits them at all
   * @return the identity the leaf names
   * @throws CertificateException if the chain does not hold; says why
   */
  String verify(X509Certificate[] chain, String usage) throws CertificateException {
    return verify(chain, usage, roots.certificates());
  }

  /** The same, but by these roots. */
  String verify(X509Certificate[] chain, String usage, Set<X509Certificate> trusted)
      throws CertificateException {
    if (chain.length == 0 || chain.length > MAX_CHAIN) {
      throw new CertificateException(
          "expected 1 to " + MAX_CHAIN + " certificates, got " + chain.length);
    }
    String id = idOf(chain[0], usage);
    if (trusted.isEmpty()) {
      throw new CertificateException(id + " cannot be verified, no root is known yet");
    }
    long now = wallMillis.getAsLong();
    chain[0].checkValidity(new Date(now));
    validate(id, chain, trusted, now);
    return id;
  }

  /**
   * For this JVM's first certificate: the same, but where it plainly is of one of the given roots
   * no signature is computed. Those roots came with it, from whoever signed it, so that a signature
   * proves nothing of them; peers check it at each connection by the roots that they hold; and
   * there is no good certificate yet that a bad one could replace. What may be wrong by mistake is
   * seen here. A chain that does not fit so plainly is verified.
   *
   * @param chain leaf first, of which the key is known to be ours
   * @param roots that came with it
   */
  String accept(X509Certificate[] chain, String usage, Set<X509Certificate> roots)
      throws CertificateException {
    if (chain.length == 1) {
      for (X509Certificate root : roots) {
        if (KeyIdentifiers.names(chain[0], root)) {
          String id = idOf(chain[0], usage);
          chain[0].checkValidity(new Date(wallMillis.getAsLong()));
          return id;
        }
      }
    }
    return verify(chain, usage, roots);
  }

  /** Whom a leaf names that may be used for this. */
  private static String idOf(X509Certificate leaf, String usage) throws CertificateException {
    String id = SpiffeId.of(leaf);
    if (leaf.getBasicConstraints() >= 0) {
      throw new CertificateException(id + " presents the certificate of an authority");
    }
    List<String> usages = leaf.getExtendedKeyUsage();
    if (usages != null && !usages.contains(usage)) {
      throw new CertificateException(id + " presents a certificate not made for " + usage);
    }
    return id;
  }

  /** Whether it is one, or stands for one: the same authority, its key signed by another one. */
  private static boolean isRoot(X509Certificate certificate, Set<X509Certificate> roots) {
    for (X509Certificate root : roots) {
      if (root.equals(certificate)
          || root.getSubjectX500Principal().equals(certificate.getSubjectX500Principal())
              && root.getPublicKey().equals(certificate.getPublicKey())) {
        return true;
      }
    }
    return false;
  }

  private static void validate(
      String id, X509Certificate[] chain, Set<X509Certificate> roots, long now)
      throws CertificateException {
    // While roots roll, a chain goes on from a new root to the one before, for who does not know
    // the new one yet. It ends at the first root that is known here.
    List<X509Certificate> path = new ArrayList<>();
    path.add(chain[0]);
    for (int i = 1; i < chain.length && !isRoot(chain[i], roots); i++) {
      path.add(chain[i]);
    }
    Set<TrustAnchor> anchors = new HashSet<>();
    for (X509Certificate root : roots) {
      anchors.add(new TrustAnchor(root, null));
    }
    try {
      PKIXParameters parameters = new PKIXParameters(anchors);
      // Certificates live for hours and peers are expelled by the collector: there are no lists.
      parameters.setRevocationEnabled(false);
      parameters.setDate(new Date(now));
      CertPathValidator.getInstance("PKIX")
          .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
    } catch (GeneralSecurityException e) {
      throw new CertificateException(
          id + " presents a chain that no root of the mesh vouches for: " + e.getMessage(), e);
    }
  }
}
