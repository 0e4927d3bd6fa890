package dev.weft.instrumentation.http.apache;

import dev.weft.core.Mesh;
import javax.net.ssl.SSLSession;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.config.Lookup;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.jspecify.annotations.Nullable;

/** Where the versions differ: 5.4 layers TLS in another way and keeps its context in fields. */
final class Internals {
  /** Scheme of a route whose connection is to speak mesh TLS; never seen on the wire. */
  static final String SCHEME = "weft";

  private final boolean since54;

  Internals() {
    this.since54 = has("org.apache.hc.client5.http.ssl.TlsSocketStrategy");
  }

  private static boolean has(String name) {
    try {
      Class.forName(name, false, HttpClientBuilder.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  /** For the constructor with which versions up to 5.3 end; null leaves it alone. */
  @Nullable Object socketFactories(Mesh mesh, @Nullable Object lookup) {
    return since54 || lookup == null ? null : and(lookup, new MeshSocketFactory(mesh));
  }

  @Nullable Object tlsStrategies(Mesh mesh, @Nullable Object lookup) {
    return lookup == null ? null : and(lookup, new MeshTlsStrategy(mesh));
  }

  @SuppressWarnings("unchecked")
  private static Lookup<Object> and(Object lookup, Object ours) {
    return name -> SCHEME.equals(name) ? ours : ((Lookup<Object>) lookup).lookup(name);
  }

  Remembered remember(HttpClientContext context) {
    return new Remembered(context.getUserToken(), context.getSSLSession());
  }

  /** Lets the application find in its context what it would without us. */
  @SuppressWarnings("deprecation")
  void restore(HttpClientContext context, Remembered before, HttpRoute route) {
    context.setUserToken(before.userToken());
    if (since54) {
      context.setRoute(route);
      context.setSSLSession(before.session());
    } else {
      context.setAttribute(HttpClientContext.HTTP_ROUTE, route);
      context.setAttribute(HttpCoreContext.SSL_SESSION, before.session());
    }
  }

  /** What a mesh call changes in the application's context. */
  record Remembered(@Nullable Object userToken, @Nullable SSLSession session) {}
}
