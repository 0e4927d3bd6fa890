package dev.weft.collector.command;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** How a command knows the collector: by the fingerprint in its token, or by roots in a file. */
final class CollectorTrust {
  /** Of an alternative name that is a URI (RFC 5280, GeneralName). */
  private static final int URI_NAME = 6;

  private CollectorTrust() {}

  /**
   * By roots: the JDK's own rules, the host's name included.
   *
   * @throws IOException if the file cannot be used
   */
  static SSLSocketFactory roots(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int number = 0;
      for (Certificate root : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("root-" + number++, root);
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return factory(factory.getTrustManagers());
    } catch (GeneralSecurityException e) {
      throw new IOException(file + " holds no certificates: " + e.getMessage(), e);
    }
  }

  /**
   * By the root that the collector shows with its own certificate. The host's name does not matter:
   * the certificate says that it is the collector's, and the authority gives such a one to nobody
   * else.
   */
  static SSLSocketFactory fingerprint(String fingerprint) throws IOException {
    try {
      return factory(new TrustManager[] {new ByFingerprint(fingerprint)});
    } catch (GeneralSecurityException e) {
      throw new IOException("this JVM has no TLS", e);
    }
  }

  /** Of a token; null if it has none. */
  static @Nullable String fingerprintOf(String token) {
    String[] parts = token.split("_", -1);
    return parts.length == 5 && parts[0].equals("weft") && parts[4].matches("[0-9a-f]{64}")
        ? parts[4]
        : null;
  }

  private static SSLSocketFactory factory(TrustManager[] trust) throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust, null);
    return context.getSocketFactory();
  }

  /**
   * @param chain as the collector shows it
   * @throws CertificateException if no root of that fingerprint vouches for it
   */
  static void check(String fingerprint, X509Certificate[] chain) throws CertificateException {
    for (int i = 1; i < chain.length; i++) {
      if (sha256(chain[i]).equals(fingerprint)) {
        check(chain, chain[i]);
        return;
      }
    }
    throw new CertificateException(
        "its authority is not the one that the token is of (another collector, or somebody in"
            + " between)");
  }

  /** Signed by the root, or by another one that the root has signed: roots change. */
  private static void check(X509Certificate[] chain, X509Certificate root)
      throws CertificateException {
    X509Certificate leaf = chain[0];
    leaf.checkValidity(new Date());
    root.checkValidity(new Date());
    if (!signed(root, root)) {
      throw new CertificateException("its authority's certificate is damaged");
    }
    boolean vouched = signed(leaf, root);
    for (int i = 1; i < chain.length && !vouched; i++) {
      X509Certificate between = chain[i];
      if (between.getBasicConstraints() >= 0 && signed(between, root) && signed(leaf, between)) {
        between.checkValidity(new Date());
        vouched = true;
      }
    }
    if (!vouched) {
      throw new CertificateException("its authority has not signed its certificate");
    }
    if (leaf.getSubjectAlternativeNames() != null) {
      for (List<?> name : leaf.getSubjectAlternativeNames()) {
        if (Integer.valueOf(URI_NAME).equals(name.get(0))
            && String.valueOf(name.get(1)).matches("spiffe://[^/]+/weft/collector")) {
          return;
        }
      }
    }
    throw new CertificateException("its certificate is not a collector's");
  }

  private static boolean signed(X509Certificate certificate, X509Certificate by) {
    try {
      certificate.verify(by.getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static String sha256(X509Certificate certificate) throws CertificateException {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new CertificateException(e);
    }
  }

  private record ByFingerprint(String fingerprint) implements X509TrustManager {
    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType)
        throws CertificateException {
      CollectorTrust.check(fingerprint, chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType)
        throws CertificateException {
      throw new CertificateException("nobody calls a command");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
