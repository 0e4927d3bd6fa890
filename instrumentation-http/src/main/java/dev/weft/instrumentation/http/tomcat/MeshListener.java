package dev.weft.instrumentation.http.tomcat;

import dev.weft.core.identity.MeshTls;
import dev.weft.core.listen.Listeners.Listening;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.jspecify.annotations.Nullable;

/**
 * One listener of the application and the one beside it: same address, another port, mesh TLS, and
 * the same connector and threads behind it. Thread-safe.
 */
final class MeshListener {
  private final AbstractHttp11Protocol<?> application;
  private final Listening listening;
  private final MeshTls tls;
  private final Internals internals;
  private @Nullable MeshProtocol protocol;
  private boolean stopped;

  MeshListener(
      AbstractHttp11Protocol<?> application,
      Listening listening,
      MeshTls tls,
      Internals internals) {
    this.application = application;
    this.listening = listening;
    this.tls = tls;
    this.internals = internals;
  }

  /** When the mesh has an identity; maybe on a thread of the agent's. */
  synchronized void start() {
    if (stopped) {
      return;
    }
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    // The listener's threads inherit it.
    thread.setContextClassLoader(application.getClass().getClassLoader());
    try {
      protocol = open();
    } catch (Exception e) {
      throw new IllegalStateException("no mesh listener beside " + application.getName(), e);
    } finally {
      thread.setContextClassLoader(before);
    }
    listening.acceptsMtls(protocol.getLocalPort());
  }

  private MeshProtocol open() throws Exception {
    MeshProtocol beside = new MeshProtocol(Internals.quiet());
    internals.configure(beside, application);
    beside.setAdapter(
        new MeshAdapter(application.getAdapter(), application.getLocalPort(), tls, internals));
    beside.setExecutor(application.getExecutor());
    beside.setUtilityExecutor(application.getUtilityExecutor());
    beside.setAddress(application.getAddress());
    beside.setPort(0);
    beside.setSSLEnabled(true);
    SSLHostConfig config = new SSLHostConfig();
    SSLHostConfigCertificate certificate =
        new SSLHostConfigCertificate(config, SSLHostConfigCertificate.Type.UNDEFINED);
    certificate.setSslContext(new MeshSslContext(tls));
    config.addCertificate(certificate);
    config.setCertificateVerification("required");
    config.setProtocols("TLSv1.3");
    beside.addSslHostConfig(config);
    boolean started = false;
    try {
      beside.init();
      beside.start();
      started = true;
    } finally {
      if (!started) {
        beside.destroy();
      }
    }
    return beside;
  }

  synchronized void pause() throws Exception {
    if (protocol != null) {
      protocol.pause();
    }
  }

  synchronized void resume() throws Exception {
    if (protocol != null) {
      protocol.resume();
    }
  }

  synchronized void stop() throws Exception {
    stopped = true;
    listening.close();
    if (protocol != null) {
      protocol.stop();
      protocol.destroy();
      protocol = null;
    }
  }
}
