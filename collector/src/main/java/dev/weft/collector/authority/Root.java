package dev.weft.collector.authority;

import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;

/** The authority's own key and certificate. */
record Root(PrivateKey key, X509Certificate certificate) {
  byte[] encoded() {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException e) {
      throw new AuthorityException("The root certificate cannot be encoded", e);
    }
  }

  /** Says nothing of the key, so that no log ever does. */
  @Override
  public String toString() {
    return "Root[" + certificate.getSubjectX500Principal() + "]";
  }
}
