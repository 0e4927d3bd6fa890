package dev.weft.instrumentation.http.tomcat;

import dev.weft.core.Mesh;
import java.io.IOException;
import javax.net.ssl.SSLSession;
import org.apache.coyote.ActionCode;
import org.apache.coyote.Adapter;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.apache.tomcat.util.net.SocketEvent;
import org.jspecify.annotations.Nullable;

/**
 * Stands between a mesh listener and the application's own connector: lets nobody through whose
 * identity is not good, and takes away what would tell the application that TLS was spoken.
 */
final class MeshAdapter implements Adapter {
  private final Adapter application;
  private final int applicationPort;
  private final Mesh mesh;
  private final Internals internals;

  MeshAdapter(Adapter application, int applicationPort, Mesh mesh, Internals internals) {
    this.application = application;
    this.applicationPort = applicationPort;
    this.mesh = mesh;
    this.internals = internals;
  }

  @Override
  public void service(Request request, Response response) throws Exception {
    SSLSession session = admitted(request);
    if (session != null) {
      endSoon(request, response, session);
      application.service(request, response);
    } else {
      response.action(ActionCode.CLOSE_NOW, null);
    }
  }

  /** The peer's session; null: it is not to be served. */
  private @Nullable SSLSession admitted(Request request) {
    Peer before = Peer.of(request);
    request.setNote(Peer.PEER, null);
    SSLSession session;
    try {
      session = internals.session(request.getNote(Peer.SUPPORT));
      if (session == null) {
        return null;
      }
      String id = mesh.tls().verifyPeer(session);
      // One for a connection, mostly: this object is that of the request before.
      boolean same =
          before != null && before.localPort() == applicationPort && before.id().equals(id);
      request.setNote(Peer.PEER, same ? before : new Peer(id, applicationPort));
    } catch (IOException e) {
      // Says who and why to nobody but MeshTls, which counts it; the peer finds out by itself.
      return null;
    } catch (RuntimeException | LinkageError fault) {
      mesh.fault(TomcatAdapter.NAME, fault); // identity never fails open
      return null;
    }
    // The connector fills in its own again.
    request.scheme().recycle();
    return session;
  }

  private void endSoon(Request request, Response response, SSLSession session) {
    try {
      if (mesh.tls().endsSoon(session) && request.protocol().toString().startsWith("HTTP/1")) {
        response.setHeader("Connection", "close");
      }
    } catch (RuntimeException | LinkageError fault) {
      mesh.fault(TomcatAdapter.NAME, fault);
    }
  }

  @Override
  public boolean prepare(Request request, Response response) throws Exception {
    return application.prepare(request, response);
  }

  @Override
  public boolean asyncDispatch(Request request, Response response, SocketEvent status)
      throws Exception {
    return application.asyncDispatch(request, response, status);
  }

  @Override
  public void log(Request request, Response response, long time) {
    application.log(request, response, time);
  }

  @Override
  public void checkRecycled(Request request, Response response) {
    application.checkRecycled(request, response);
  }

  /** Without a domain nothing of the listener is registered with JMX. */
  @Override
  public @Nullable String getDomain() {
    return null;
  }
}
