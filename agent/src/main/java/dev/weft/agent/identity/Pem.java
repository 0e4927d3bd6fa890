package dev.weft.agent.identity;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Text form of certificates, requests and keys (RFC 7468). */
final class Pem {
  /** More than any chain or bundle of roots needs. */
  private static final int MAX_CERTIFICATES = 32;

  private static final String CERTIFICATE = "CERTIFICATE";
  private static final String BEGIN = "-----BEGIN " + CERTIFICATE + "-----";

  private Pem() {}

  static String encode(String label, byte[] der) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
  }

  /** The first block of this label; null where there is none or it is not base64. */
  static byte @Nullable [] decode(String label, String text) {
    String begin = "-----BEGIN " + label + "-----";
    int from = text.indexOf(begin);
    // Behind all of the first line: in BEGIN X-----END X the dashes belong to both.
    int to = from < 0 ? -1 : text.indexOf("-----END " + label + "-----", from + begin.length());
    if (to < 0) {
      return null;
    }
    try {
      return Base64.getMimeDecoder().decode(text.substring(from + begin.length(), to));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /**
   * All certificates of the text, in its order.
   *
   * @throws CertificateException if there is none, too many, or one cannot be read
   */
  static List<X509Certificate> certificates(String text) throws CertificateException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    List<X509Certificate> found = new ArrayList<>();
    // One by one: asked for all, the JDK first takes the text for a signed message (PKCS #7).
    int at = text.indexOf(BEGIN);
    while (at >= 0 && found.size() <= MAX_CERTIFICATES) {
      byte[] der = decode(CERTIFICATE, text.substring(at));
      if (der == null) {
        throw new CertificateException("certificate " + (found.size() + 1) + " is no PEM");
      }
      found.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der)));
      at = text.indexOf(BEGIN, at + BEGIN.length());
    }
    if (found.isEmpty() || found.size() > MAX_CERTIFICATES) {
      throw new CertificateException(
          "expected 1 to " + MAX_CERTIFICATES + " certificates in PEM, found " + found.size());
    }
    return found;
  }

  static String encode(List<X509Certificate> certificates) throws CertificateException {
    StringBuilder text = new StringBuilder();
    for (X509Certificate certificate : certificates) {
      text.append(encode(CERTIFICATE, certificate.getEncoded()));
    }
    return text.toString();
  }
}
