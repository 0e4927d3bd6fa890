package dev.weft.agent.identity;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;

/** Names a certificate as tokens and the collector do. */
final class Fingerprint {
  private Fingerprint() {}

  /** SHA-256 of the whole certificate, hexadecimal. */
  static String of(X509Certificate certificate) throws CertificateException {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new CertificateException(e);
    }
  }
}
