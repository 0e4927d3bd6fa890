package dev.weft.instrumentation.http.tomcat;

import dev.weft.core.identity.MeshTls;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.TrustManager;
import org.apache.tomcat.util.net.SSLContext;

/** The mesh's context in Tomcat's terms. */
final class MeshSslContext implements SSLContext {
  private final MeshTls tls;

  MeshSslContext(MeshTls tls) {
    this.tls = tls;
  }

  /** It comes with managers of its own. */
  @Override
  public void init(KeyManager[] keys, TrustManager[] trust, SecureRandom random) {}

  @Override
  public void destroy() {}

  @Override
  public SSLSessionContext getServerSessionContext() {
    return tls.serverContext().getServerSessionContext();
  }

  @Override
  public SSLEngine createSSLEngine() {
    return tls.serverContext().createSSLEngine();
  }

  @Override
  public SSLServerSocketFactory getServerSocketFactory() {
    return tls.serverContext().getServerSocketFactory();
  }

  @Override
  public SSLParameters getSupportedSSLParameters() {
    return tls.serverContext().getSupportedSSLParameters();
  }

  /** For the container's log only. */
  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return new X509Certificate[0];
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
