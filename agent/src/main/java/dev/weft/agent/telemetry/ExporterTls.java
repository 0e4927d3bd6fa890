package dev.weft.agent.telemetry;

import dev.weft.agent.config.TelemetrySettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** The exporter's TLS as {@code OTEL_EXPORTER_OTLP_CERTIFICATE} and its like describe it. */
final class ExporterTls {
  private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String END = "-----END PRIVATE KEY-----";

  /** Of a PEM file. */
  private static final int MAX_BYTES = 1 << 20;

  private ExporterTls() {}

  /**
   * @param roots used where the settings name none; null: the JVM's
   * @return null: nothing is named, the JVM's own does
   * @throws IOException if a file cannot be read or holds something else
   */
  static @Nullable SSLContext context(TelemetrySettings settings, @Nullable Path roots)
      throws IOException {
    Path trusted = settings.certificate() != null ? settings.certificate() : roots;
    Path key = settings.clientKey();
    Path chain = settings.clientCertificate();
    boolean proves = key != null && chain != null;
    if (trusted == null && !proves) {
      return null;
    }
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(proves ? keys(key, chain) : null, trusted == null ? null : trust(trusted), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static TrustManager[] trust(Path file) throws IOException, GeneralSecurityException {
    KeyStore store = empty();
    int number = 0;
    for (Certificate root : certificates(file)) {
      store.setCertificateEntry("root-" + number++, root);
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  private static KeyManager[] keys(Path key, Path chain)
      throws IOException, GeneralSecurityException {
    KeyStore store = empty();
    char[] none = {};
    store.setKeyEntry("client", key(key), none, certificates(chain).toArray(new Certificate[0]));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, none);
    return factory.getKeyManagers();
  }

  private static KeyStore empty() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static Collection<? extends Certificate> certificates(Path file)
      throws IOException, GeneralSecurityException {
    Collection<? extends Certificate> found;
    try (InputStream in = Files.newInputStream(file)) {
      found = CertificateFactory.getInstance("X.509").generateCertificates(in);
    } catch (CertificateException e) {
      throw new IOException(file + " holds no certificates in PEM: " + e.getMessage(), e);
    }
    if (found.isEmpty()) {
      throw new IOException(file + " holds no certificate in PEM");
    }
    return found;
  }

  private static PrivateKey key(Path file) throws IOException, GeneralSecurityException {
    byte[] encoded;
    try (InputStream in = Files.newInputStream(file)) {
      String text = new String(in.readNBytes(MAX_BYTES), StandardCharsets.US_ASCII);
      int from = text.indexOf(BEGIN);
      int to = text.indexOf(END);
      if (from < 0 || to < from) {
        throw new IOException(file + " holds no private key, expected PKCS #8 in PEM: " + BEGIN);
      }
      encoded = Base64.getMimeDecoder().decode(text.substring(from + BEGIN.length(), to));
    }
    // The algorithm is named within, but the JDK wants to be told.
    for (String algorithm : new String[] {"RSA", "EC"}) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
      } catch (InvalidKeySpecException e) {
        // the other one
        continue;
      }
    }
    throw new IOException(file + " is neither a key of RSA nor of an elliptic curve");
  }
}
