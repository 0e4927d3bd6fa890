package dev.weft.agent.identity;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * TLS to the collector: knows it (see {@link CollectorTrust}) and shows this JVM's certificate once
 * there is one. Thread-safe; touches nothing of TLS before {@link #factory}.
 */
public final class CollectorTls {
  private static final int FINGERPRINT_LENGTH = 64;

  private final AgentTls tls;
  private final Supplier<@Nullable String> token;
  private final @Nullable Path caFile;

  /**
   * @param token may carry the fingerprint of the collector's authority; asked at each use
   * @param caFile PEM roots; null: the JVM's
   */
  public CollectorTls(AgentTls tls, Supplier<@Nullable String> token, @Nullable Path caFile) {
    this.tls = tls;
    this.token = token;
    this.caFile = caFile;
  }

  /** Whether there is a certificate to show. */
  public boolean hasIdentity() {
    return tls.ready();
  }

  /**
   * For sockets to the collector, over sockets that are connected already. Each call makes another:
   * no session outlives what is trusted and shown now.
   *
   * @param show whether the certificate is shown if asked for
   * @throws IOException if {@code ca-file} cannot be used
   */
  public SSLSocketFactory factory(boolean show) throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          show ? new KeyManager[] {tls.keys()} : null,
          new TrustManager[] {
            new CollectorTrust(fingerprint(token.get()), tls.verifier(), others(), caFile != null)
          },
          null);
      return new Named(context.getSocketFactory());
    } catch (GeneralSecurityException e) {
      throw new IOException("ca-file cannot be used: " + e.getMessage(), e);
    }
  }

  /** {@code weft_svc_<id>_<secret>_<fingerprint>}; null where the token has none. */
  static @Nullable String fingerprint(@Nullable String token) {
    if (token == null || !token.startsWith("weft_")) {
      return null;
    }
    String last = token.substring(token.lastIndexOf('_') + 1);
    return last.length() == FINGERPRINT_LENGTH ? last : null;
  }

  private X509ExtendedTrustManager others() throws IOException, GeneralSecurityException {
    KeyStore roots = null;
    if (caFile != null) {
      roots = KeyStore.getInstance(KeyStore.getDefaultType());
      roots.load(null, null);
      try (InputStream in = Files.newInputStream(caFile)) {
        int number = 0;
        for (Certificate root : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
          roots.setCertificateEntry("root-" + number++, root);
        }
      }
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(roots);
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509ExtendedTrustManager extended) {
        return extended;
      }
    }
    throw new GeneralSecurityException("this JVM checks no certificates");
  }

  /** Has the host's name checked, whoever uses it and whatever verifier the application has set. */
  private static final class Named extends SSLSocketFactory {
    private final SSLSocketFactory sockets;

    Named(SSLSocketFactory sockets) {
      this.sockets = sockets;
    }

    @Override
    public Socket createSocket(Socket socket, String host, int port, boolean autoClose)
        throws IOException {
      SSLSocket made = (SSLSocket) sockets.createSocket(socket, host, port, autoClose);
      SSLParameters parameters = made.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      made.setSSLParameters(parameters);
      return made;
    }

    @Override
    public String[] getDefaultCipherSuites() {
      return sockets.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
      return sockets.getSupportedCipherSuites();
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
      throw onlyOver();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort)
        throws IOException {
      throw onlyOver();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
      throw onlyOver();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
        throws IOException {
      throw onlyOver();
    }

    private static IOException onlyOver() {
      return new SocketException("only over a connected socket");
    }
  }
}
