package dev.weft.instrumentation.http.tomcat;

import dev.weft.core.Mesh;
import dev.weft.core.listen.Listeners.Listening;
import java.net.BindException;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.juli.logging.LogFactory;
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
  private final Mesh mesh;
  private final Internals internals;
  private final int wantedPort;
  private @Nullable MeshProtocol protocol;
  private boolean stopped;

  /**
   * @param wantedPort for mesh TLS; taken by the first listener, any other takes a free one; 0: any
   */
  MeshListener(
      AbstractHttp11Protocol<?> application,
      Listening listening,
      Mesh mesh,
      Internals internals,
      int wantedPort) {
    this.application = application;
    this.listening = listening;
    this.mesh = mesh;
    this.internals = internals;
    this.wantedPort = wantedPort;
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
      protocol = openWhereWanted();
    } catch (Exception e) {
      throw new IllegalStateException("no mesh listener beside " + application.getName(), e);
    } finally {
      thread.setContextClassLoader(before);
    }
    listening.acceptsMtls(protocol.getLocalPort());
  }

  private MeshProtocol openWhereWanted() throws Exception {
    if (wantedPort != 0) {
      try {
        return open(wantedPort);
      } catch (BindException taken) {
        // By another connector of this JVM, or another process: peers learn the port anyway.
      }
    }
    return open(0);
  }

  private MeshProtocol open(int port) throws Exception {
    MeshProtocol beside = new MeshProtocol(new QuietLog(LogFactory.getLog(MeshProtocol.class)));
    internals.configure(beside, application);
    beside.setAdapter(
        new MeshAdapter(application.getAdapter(), application.getLocalPort(), mesh, internals));
    beside.setExecutor(application.getExecutor());
    beside.setUtilityExecutor(application.getUtilityExecutor());
    beside.setAddress(application.getAddress());
    beside.setPort(port);
    beside.setSSLEnabled(true);
    SSLHostConfig config = new SSLHostConfig();
    SSLHostConfigCertificate certificate =
        new SSLHostConfigCertificate(config, SSLHostConfigCertificate.Type.UNDEFINED);
    certificate.setSslContext(new MeshSslContext(mesh.tls()));
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
