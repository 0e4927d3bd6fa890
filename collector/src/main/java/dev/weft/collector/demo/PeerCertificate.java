package dev.weft.collector.demo;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Looks at a port as a stranger: begins a TLS handshake without a certificate of its own and
 * reports whose the server's is. A mesh port shows its certificate and then refuses the stranger.
 */
final class PeerCertificate {
  private static final int URI_NAME = 6;

  private PeerCertificate() {}

  /**
   * @param identity the URI name in the certificate; empty: no TLS there
   * @param refused whether the server turned the stranger away
   */
  record Look(String identity, boolean refused) {}

  static Look at(int port) throws GeneralSecurityException {
    AtomicReference<String> seen = new AtomicReference<>("");
    SSLContext context = SSLContext.getInstance("TLSv1.3");
    context.init(null, new TrustManager[] {new Recorder(seen)}, null);
    boolean refused = false;
    try (Socket plain = new Socket()) {
      plain.connect(new InetSocketAddress("127.0.0.1", port), 2_000);
      plain.setSoTimeout(2_000);
      try (SSLSocket socket =
          (SSLSocket) context.getSocketFactory().createSocket(plain, "127.0.0.1", port, true)) {
        socket.startHandshake();
        // TLS 1.3: the server's refusal comes with the first read.
        socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes());
        refused = socket.getInputStream().read() < 0;
      }
    } catch (IOException e) {
      refused = true;
    }
    return new Look(seen.get(), refused);
  }

  /** Trusts anybody and remembers who it was: nothing is ever sent to them. */
  private static final class Recorder extends X509ExtendedTrustManager {
    private final AtomicReference<String> seen;

    Recorder(AtomicReference<String> seen) {
      this.seen = seen;
    }

    private void look(X509Certificate[] chain) {
      try {
        Collection<List<?>> names = chain[0].getSubjectAlternativeNames();
        if (names == null) {
          return;
        }
        for (List<?> name : names) {
          if (name.get(0).equals(URI_NAME)) {
            seen.set((String) name.get(1));
          }
        }
      } catch (CertificateParsingException e) {
        seen.set("unreadable: " + e.getMessage());
      }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
      look(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
      look(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {
      look(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
      throw new IllegalStateException("only looks at servers");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {
      throw new IllegalStateException("only looks at servers");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {
      throw new IllegalStateException("only looks at servers");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
