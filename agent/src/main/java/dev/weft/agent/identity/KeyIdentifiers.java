package dev.weft.agent.identity;

import java.security.cert.X509Certificate;
import java.util.Arrays;

/**
 * Tells by names alone who issued a certificate, without the JDK's comparison of names, for which
 * it loads Unicode's tables of normal forms.
 */
final class KeyIdentifiers {
  /** RFC 5280, 4.2.1.2: id-ce-subjectKeyIdentifier, an octet string. */
  private static final String SUBJECT = "2.5.29.14";

  /** RFC 5280, 4.2.1.1: id-ce-authorityKeyIdentifier, a sequence with the identifier as [0]. */
  private static final String AUTHORITY = "2.5.29.35";

  /** Tag and length: of the extension's octet string, and of what is in it. */
  private static final int HEADERS = 4;

  private static final int SHORT_LENGTHS = 0x7f;

  private KeyIdentifiers() {}

  /**
   * Whether a certificate names this authority as its issuer, and this very key of it. False where
   * either has no identifier, or an unusual one.
   */
  static boolean names(X509Certificate certificate, X509Certificate authority) {
    if (authority.getBasicConstraints() < 0
        || !Arrays.equals(
            certificate.getIssuerX500Principal().getEncoded(),
            authority.getSubjectX500Principal().getEncoded())) {
      return false;
    }
    byte[] subject = authority.getExtensionValue(SUBJECT);
    byte[] issuer = certificate.getExtensionValue(AUTHORITY);
    if (subject == null || issuer == null || issuer.length > SHORT_LENGTHS) {
      return false;
    }
    int length = subject.length - HEADERS;
    return length > 0
        && subject[3] == length
        && issuer.length >= HEADERS + 2 + length
        && issuer[HEADERS] == (byte) 0x80
        && issuer[HEADERS + 1] == length
        && Arrays.equals(
            subject, HEADERS, HEADERS + length, issuer, HEADERS + 2, HEADERS + 2 + length);
  }
}
