package dev.weft.instrumentation.http.tomcat;

import dev.weft.bootstrap.Hook;
import dev.weft.bootstrap.HookSet;
import dev.weft.core.Mesh;
import org.apache.catalina.connector.Request;
import org.apache.coyote.AbstractProcessor;
import org.apache.coyote.AbstractProtocol;
import org.apache.coyote.Response;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.tomcat.util.net.ServletConnectionImpl;

/** Calls served by Tomcat, and the ports that it listens on. */
public final class TomcatHooks implements HookSet {
  private final Calls calls;
  private final MeshListeners listeners;

  public TomcatHooks(Mesh mesh) throws ReflectiveOperationException {
    this.calls = new Calls(mesh);
    this.listeners = new MeshListeners(mesh, new Internals());
  }

  @Override
  public Hook hook(String key) {
    return switch (key) {
      case TomcatAdapter.SERVICE ->
          (self, req, res, c, d) -> calls.begin(coyote(req), (Response) res);
      case TomcatAdapter.SERVICE + "/end", TomcatAdapter.DISPATCH + "/end" ->
          (self, exchange, failure, req, res) -> {
            calls.end((TomcatExchange) exchange, (Throwable) failure);
            return null;
          };
      case TomcatAdapter.DISPATCH -> (self, req, res, c, d) -> calls.again(coyote(req));
      case TomcatAdapter.PARSED ->
          (self, parsed, req, request, res) ->
              calls.parsed(Boolean.TRUE.equals(parsed), coyote(req), (Request) request);
      case TomcatAdapter.RECYCLED ->
          (self, req, res, c, d) -> {
            calls.recycled(coyote(req));
            return null;
          };
      case TomcatAdapter.TLS_ATTRIBUTES -> (self, a, b, c, d) -> ofMesh(self) ? Hook.NOTHING : null;
      case TomcatAdapter.TLS_SESSION ->
          (self, support, b, c, d) -> {
            if (ofMesh(self)) {
              ((AbstractProcessor) self).getRequest().setNote(Peer.SUPPORT, support);
            }
            return null;
          };
      case TomcatAdapter.LOCAL_PORT ->
          (self, port, b, c, d) -> {
            Peer peer = Peer.of(((Request) self).getCoyoteRequest());
            return peer == null ? null : peer.localPort();
          };
      case TomcatAdapter.CONNECTION ->
          (self, connection, b, c, d) ->
              Peer.of(((Request) self).getCoyoteRequest()) == null
                  ? null
                  : plain((jakarta.servlet.ServletConnection) connection);
      default -> listenerHook(key);
    };
  }

  private Hook listenerHook(String key) {
    return switch (key) {
      case TomcatAdapter.STARTED -> (self, a, b, c, d) -> http(self, listeners::started);
      case TomcatAdapter.PAUSE -> (self, a, b, c, d) -> http(self, listeners::pause);
      case TomcatAdapter.RESUME -> (self, a, b, c, d) -> http(self, listeners::resume);
      case TomcatAdapter.STOP -> (self, a, b, c, d) -> http(self, listeners::stop);
      default -> throw new IllegalArgumentException("no such hook: " + key);
    };
  }

  /** AJP and our own listeners are left alone. */
  private static Object http(Object protocol, Change change) throws Exception {
    if (protocol instanceof AbstractHttp11Protocol<?> http && !(http instanceof MeshProtocol)) {
      change.of(http);
    }
    return null;
  }

  private static boolean ofMesh(Object processor) {
    return ((AbstractProcessor) processor).getAdapter() instanceof MeshAdapter;
  }

  private static org.apache.coyote.Request coyote(Object request) {
    return (org.apache.coyote.Request) request;
  }

  private static Object plain(jakarta.servlet.ServletConnection connection) {
    return new ServletConnectionImpl(
        connection.getConnectionId(),
        connection.getProtocol(),
        connection.getProtocolConnectionId(),
        false);
  }

  private interface Change {
    void of(AbstractProtocol<?> protocol) throws Exception;
  }
}
