package dev.weft.instrumentation.http.apache;

import dev.weft.core.Mesh;
import java.io.IOException;
import java.io.InterruptedIOException;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;

/** Our element of a client's chain: hands each call to the loop. */
final class MeshExec implements ExecChainHandler {
  private final Mesh mesh;
  private final Internals internals;
  private final ApacheWire wire;

  MeshExec(Mesh mesh, Internals internals) {
    this.mesh = mesh;
    this.internals = internals;
    this.wire = new ApacheWire(mesh.tls());
  }

  @Override
  public ClassicHttpResponse execute(
      ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
      throws IOException, HttpException {
    if (request.getAuthority() == null
        || mesh.ownThread()
        || !mesh.concerns(request.getAuthority().getHostName())) {
      return chain.proceed(request, scope);
    }
    ApacheExchange exchange = new ApacheExchange(mesh, request, scope, chain);
    Internals.Remembered before = internals.remember(scope.clientContext);
    try {
      return mesh.blocking().run(exchange, wire);
    } catch (ProtocolFailure e) {
      throw e.failure();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("interrupted").initCause(e);
    } finally {
      if (exchange.isMeshed()) {
        internals.restore(scope.clientContext, before, scope.route);
        UnmeshedRetry.mark(scope.clientContext);
      }
    }
  }

  /** Carries the library's checked exception through the loop. */
  static final class ProtocolFailure extends IOException {
    private static final long serialVersionUID = 1L;
    private final transient HttpException failure;

    ProtocolFailure(HttpException failure) {
      super(failure);
      this.failure = failure;
    }

    HttpException failure() {
      return failure;
    }
  }
}
