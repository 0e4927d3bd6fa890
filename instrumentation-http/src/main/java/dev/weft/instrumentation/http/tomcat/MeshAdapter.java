package dev.weft.instrumentation.http.tomcat;

import dev.weft.core.identity.MeshTls;
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
  private final MeshTls tls;
  private final Internals internals;

  MeshAdapter(Adapter application, int applicationPort, MeshTls tls, Internals internals) {
    this.application = application;
    this.applicationPort = applicationPort;
    this.tls = tls;
    this.internals = internals;
  }

  @Override
  public void service(Request request, Response response) throws Exception {
    SSLSession session = internals.session(request.getNote(Peer.SUPPORT));
    if (session != null && admitted(request, session)) {
      if (tls.endsSoon(session) && request.protocol().toString().startsWith("HTTP/1")) {
        response.setHeader("Connection", "close");
      }
      application.service(request, response);
    } else {
      response.action(ActionCode.CLOSE_NOW, null);
    }
  }

  private boolean admitted(Request request, SSLSession session) {
    request.setNote(Peer.PEER, null);
    try {
      request.setNote(Peer.PEER, new Peer(tls.verifyPeer(session), applicationPort));
    } catch (IOException e) {
      // Says who and why to nobody but MeshTls, which counts it; the peer finds out by itself.
      return false;
    }
    // The connector fills in its own again.
    request.scheme().recycle();
    return true;
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
