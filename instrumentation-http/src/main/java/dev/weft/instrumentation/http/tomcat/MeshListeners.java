package dev.weft.instrumentation.http.tomcat;

import dev.weft.core.Mesh;
import dev.weft.core.call.Protocol;
import dev.weft.core.listen.Listeners;
import dev.weft.core.listen.Listeners.Listening;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.WeakHashMap;
import org.apache.coyote.AbstractProtocol;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.jspecify.annotations.Nullable;

/** The application's listeners and, beside each plain one, ours. Thread-safe. */
final class MeshListeners {
  private final Mesh mesh;
  private final Internals internals;

  /** Protocols have no equals of their own. */
  private final Map<AbstractProtocol<?>, MeshListener> open = new WeakHashMap<>();

  MeshListeners(Mesh mesh, Internals internals) {
    this.mesh = mesh;
    this.internals = internals;
  }

  void started(AbstractProtocol<?> protocol) {
    AbstractHttp11Protocol<?> http = (AbstractHttp11Protocol<?>) protocol;
    int port = http.getLocalPort();
    if (port <= 0) {
      return; // a Unix domain socket
    }
    InetSocketAddress bound =
        http.getAddress() == null
            ? new InetSocketAddress(port)
            : new InetSocketAddress(http.getAddress(), port);
    boolean plain = !http.isSSLEnabled();
    Listening listening =
        mesh.listeners()
            .opened(bound, Protocol.HTTP, plain ? Listeners.Tls.NONE : Listeners.Tls.APPLICATION);
    MeshListener listener =
        new MeshListener(http, listening, mesh, internals, mesh.listeners().mtlsPort());
    synchronized (open) {
      open.put(protocol, listener);
    }
    if (plain) {
      mesh.tls().whenReady(listener::start);
    }
  }

  void pause(AbstractProtocol<?> protocol) throws Exception {
    MeshListener listener = find(protocol);
    if (listener != null) {
      listener.pause();
    }
  }

  void resume(AbstractProtocol<?> protocol) throws Exception {
    MeshListener listener = find(protocol);
    if (listener != null) {
      listener.resume();
    }
  }

  void stop(AbstractProtocol<?> protocol) throws Exception {
    MeshListener listener;
    synchronized (open) {
      listener = open.remove(protocol);
    }
    if (listener != null) {
      listener.stop();
    }
  }

  private @Nullable MeshListener find(AbstractProtocol<?> protocol) {
    synchronized (open) {
      return open.get(protocol);
    }
  }
}
