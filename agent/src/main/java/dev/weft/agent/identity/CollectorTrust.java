package dev.weft.agent.identity;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Knows the collector: by the fingerprint of its authority that the token carries, by the mesh's
 * roots once they are held, or else by the roots of {@code ca-file} or the JVM and the host's name.
 * In the first two cases the name does not matter: the authority gives the collector's URI to
 * nobody but the collector. Thread-safe.
 */
final class CollectorTrust extends X509ExtendedTrustManager {
  /** Behind the trust domain in the URI of the collector's certificate. */
  private static final String COLLECTOR = "/weft/collector";

  private final @Nullable String fingerprint;
  private final ChainVerifier verifier;
  private final X509ExtendedTrustManager others;
  private final boolean othersGiven;

  /**
   * @param fingerprint SHA-256 of the authority's root, hexadecimal; null: not known
   * @param verifier knows the mesh's roots, if any
   * @param others by {@code ca-file} or the JVM's roots
   * @param othersGiven whether a user named them: else a fingerprint excludes them
   */
  CollectorTrust(
      @Nullable String fingerprint,
      ChainVerifier verifier,
      X509ExtendedTrustManager others,
      boolean othersGiven) {
    this.fingerprint = fingerprint;
    this.verifier = verifier;
    this.others = others;
    this.othersGiven = othersGiven;
  }

  /** Whether the mesh's own means vouch for it. */
  private boolean known(X509Certificate[] chain) throws CertificateException {
    if (fingerprint != null) {
      for (X509Certificate certificate : chain) {
        if (fingerprint.equals(Fingerprint.of(certificate))) {
          checkCollector(
              verifier.verify(chain, MeshTrustManager.SERVER_USAGE, Set.of(certificate)));
          return true;
        }
      }
    }
    String id = null;
    if (!verifier.trusted().isEmpty()) {
      try {
        id = verifier.verify(chain, MeshTrustManager.SERVER_USAGE);
      } catch (CertificateException e) {
        id = null; // not by these roots; others may be right
      }
    }
    if (id != null) {
      checkCollector(id);
      return true;
    }
    if (fingerprint != null && !othersGiven) {
      throw new CertificateException(
          "its authority is not the one that the token is of: another collector, or somebody in"
              + " between (set ca-file if that is meant)");
    }
    return false;
  }

  private static void checkCollector(String id) throws CertificateException {
    String domain = SpiffeId.trustDomain(id);
    if (domain == null || !id.equals("spiffe://" + domain + COLLECTOR)) {
      throw new CertificateException(id + " is not a collector");
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    if (!known(chain)) {
      others.checkServerTrusted(chain, authType, socket);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    if (!known(chain)) {
      others.checkServerTrusted(chain, authType, engine);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("the connection must be known to check the collector");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("nobody connects here");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    throw new CertificateException("nobody connects here");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("nobody connects here");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
