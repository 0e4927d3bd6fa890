package dev.weft.instrumentation.http.apache;

import dev.weft.bootstrap.Hook;
import dev.weft.bootstrap.HookSet;
import dev.weft.core.Mesh;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import org.apache.hc.client5.http.HttpRequestRetryStrategy;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;

/**
 * Puts our element into the chain of every client and our scheme into every connection operator.
 */
public final class ApacheHooks implements HookSet {
  /** Name of our element in the client's chain. */
  private static final String ELEMENT = "weft";

  private final Mesh mesh;
  private final Internals internals = new Internals();

  /** A builder may build several clients and keeps its elements. It has no equals of its own. */
  private final Set<HttpClientBuilder> seen =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  public ApacheHooks(Mesh mesh) {
    this.mesh = mesh;
  }

  @Override
  public Hook hook(String key) {
    return switch (key) {
      case ApacheAdapter.BUILD ->
          (self, a, b, c, d) -> {
            HttpClientBuilder builder = (HttpClientBuilder) self;
            if (seen.add(builder)) {
              // Before CONNECT: inside PROTOCOL, so that cookies and the scope of credentials are
              // those of the host that the application named; above the pool, which CONNECT asks.
              builder.addExecInterceptorBefore(
                  ChainElement.CONNECT.name(), ELEMENT, new MeshExec(mesh, internals));
            }
            return null;
          };
      case ApacheAdapter.RETRY ->
          (self, strategy, b, c, d) -> new UnmeshedRetry((HttpRequestRetryStrategy) strategy);
      case ApacheAdapter.SOCKET_FACTORIES ->
          (self, lookup, b, c, d) -> internals.socketFactories(mesh, lookup);
      case ApacheAdapter.TLS_STRATEGIES ->
          (self, lookup, b, c, d) -> internals.tlsStrategies(mesh, lookup);
      default -> throw new IllegalArgumentException("no such hook: " + key);
    };
  }
}
