package dev.weft.agent.identity;

import java.io.IOException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * The accepting side's check of a connection: a resumed session has passed no trust manager, and a
 * connection may outlive its peer's certificate or the root that vouched for it. Thread-safe.
 */
final class PeerCheck {
  private static final String VERIFIED = "dev.weft.verified";
  private static final String LAST_QUARTER = "dev.weft.last-quarter";

  private final ChainVerifier verifier;
  private final LongSupplier wallMillis;

  PeerCheck(ChainVerifier verifier, LongSupplier wallMillis) {
    this.verifier = verifier;
    this.wallMillis = wallMillis;
  }

  /** Kept in the session: true as long as the roots stay and the certificates live. */
  private record Verified(String id, long rootsGeneration, long notAfterMillis) {}

  String verify(SSLSession session) throws IOException {
    long rootsGeneration = verifier.generation();
    if (session.getValue(VERIFIED) instanceof Verified verified
        && verified.rootsGeneration() == rootsGeneration
        && wallMillis.getAsLong() <= verified.notAfterMillis()) {
      return verified.id();
    }
    if (!MeshTrustManager.PROTOCOL.equals(session.getProtocol())) {
      throw new IOException(
          "peer refused: expected TLSv1.3, the session has " + session.getProtocol());
    }
    try {
      X509Certificate[] chain = chain(session);
      String id = verifier.verify(chain, MeshTrustManager.CLIENT_USAGE);
      session.putValue(VERIFIED, new Verified(id, rootsGeneration, earliestEnd(chain)));
      return id;
    } catch (SSLPeerUnverifiedException e) {
      throw new IOException("peer refused: it presented no certificate", e);
    } catch (CertificateException e) {
      throw new IOException("peer refused: " + e.getMessage(), e);
    }
  }

  /** Until the first certificate of the session ends, whoever's it is. */
  long endsInMillis(SSLSession session) {
    try {
      long notAfter = earliestEnd(session.getPeerCertificates());
      Certificate[] own = session.getLocalCertificates();
      return Math.min(notAfter, own == null ? Long.MAX_VALUE : earliestEnd(own))
          - wallMillis.getAsLong();
    } catch (SSLPeerUnverifiedException e) {
      // Nobody proved anything on it, so nothing may be sent on it.
      return 0;
    }
  }

  /** Kept in the session: from when on its connections are to be left. */
  private record LastQuarter(long sinceMillis) {}

  /** Asked at each request, so the certificates are looked at only the first time. */
  boolean endsSoon(SSLSession session) {
    long now = wallMillis.getAsLong();
    if (session.getValue(LAST_QUARTER) instanceof LastQuarter last) {
      return now > last.sinceMillis();
    }
    long left = endsInMillis(session);
    session.putValue(LAST_QUARTER, new LastQuarter(now + left - left / 4));
    return false;
  }

  private static X509Certificate[] chain(SSLSession session)
      throws SSLPeerUnverifiedException, CertificateException {
    Certificate[] presented = session.getPeerCertificates();
    X509Certificate[] chain = new X509Certificate[presented.length];
    for (int i = 0; i < chain.length; i++) {
      if (!(presented[i] instanceof X509Certificate certificate)) {
        throw new CertificateException("certificate is not X.509");
      }
      chain[i] = certificate;
    }
    return chain;
  }

  private static long earliestEnd(Certificate[] certificates) {
    long earliest = Long.MAX_VALUE;
    for (Certificate certificate : certificates) {
      if (certificate instanceof X509Certificate x509) {
        earliest = Math.min(earliest, x509.getNotAfter().getTime());
      }
    }
    return earliest;
  }
}
