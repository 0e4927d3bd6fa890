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
    if (request.getAuthority() == null || mesh.ownThread() || mesh.isOff(ApacheAdapter.NAME)) {
      return chain.proceed(request, scope);
    }
    ApacheExchange exchange = null;
    Internals.Remembered before = null;
    try {
      if (mesh.concerns(request.getAuthority().getHostName())) {
        before = internals.remember(scope.clientContext);
        exchange = new ApacheExchange(mesh, request, scope, chain);
      }
    } catch (RuntimeException | LinkageError fault) {
      mesh.fault(ApacheAdapter.NAME, fault);
    }
    return exchange == null
        ? chain.proceed(request, scope)
        : run(exchange, before, request, scope, chain);
  }

  private ClassicHttpResponse run(
      ApacheExchange exchange,
      Internals.Remembered before,
      ClassicHttpRequest request,
      ExecChain.Scope scope,
      ExecChain chain)
      throws IOException, HttpException {
    ClassicHttpResponse response = null;
    try {
      response = mesh.blocking().run(exchange, wire);
      return response;
    } catch (ProtocolFailure e) {
      throw e.failure();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("interrupted").initCause(e);
    } catch (RuntimeException | LinkageError e) {
      if (exchange.isOpened()) {
        throw e; // the library's or the application's for all we know, and something may be sent
      }
      mesh.fault(ApacheAdapter.NAME, e);
    } finally {
      if (exchange.isMeshed() && exchange.isOpened()) {
        internals.restore(scope.clientContext, before, scope.route);
        UnmeshedRetry.mark(scope.clientContext, response);
      }
    }
    return chain.proceed(request, scope);
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
