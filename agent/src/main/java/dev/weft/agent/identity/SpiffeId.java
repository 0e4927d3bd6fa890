package dev.weft.agent.identity;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Names of identities: {@code spiffe://<trust domain>/ns/<namespace>/sa/<service account>}. */
public final class SpiffeId {
  private static final String SCHEME = "spiffe://";

  /** The type of a URI among a certificate's alternative names (RFC 5280, GeneralName). */
  private static final int URI_NAME = 6;

  private SpiffeId() {}

  public static String of(String trustDomain, String namespace, String serviceAccount) {
    return SCHEME + trustDomain + "/ns/" + namespace + "/sa/" + serviceAccount;
  }

  /**
   * The one identity that a certificate names.
   *
   * @throws CertificateException if it names none, or several URIs (SPIFFE X.509-SVID, section 2)
   */
  static String of(X509Certificate certificate) throws CertificateException {
    String id = null;
    Collection<List<?>> names = certificate.getSubjectAlternativeNames();
    if (names != null) {
      for (List<?> name : names) {
        if (name.get(0) instanceof Integer type && type == URI_NAME) {
          if (id != null) {
            throw new CertificateException("certificate names more than one URI");
          }
          id = (String) name.get(1);
        }
      }
    }
    if (id == null || trustDomain(id) == null) {
      throw new CertificateException("certificate names no spiffe:// identity, but " + id);
    }
    return id;
  }

  /** The trust domain of an identity; null where the text is none. */
  static @Nullable String trustDomain(String id) {
    if (!id.startsWith(SCHEME)) {
      return null;
    }
    int slash = id.indexOf('/', SCHEME.length());
    return slash <= SCHEME.length() || slash == id.length() - 1
        ? null
        : id.substring(SCHEME.length(), slash);
  }
}
