package dev.weft.instrumentation.http.apache;

import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.core5.http.HttpHost;
import org.jspecify.annotations.Nullable;

/**
 * The routes to endpoints. Those made last are kept: the pool looks its connections up by route,
 * and finds the very same one without comparing hosts. Thread-safe.
 */
final class Routes {
  /** A power of two. Two endpoints that share a place make each other's route again. */
  private static final int PLACES = 32;

  private final AtomicReferenceArray<@Nullable Made> made = new AtomicReferenceArray<>(PLACES);

  /** A route and the endpoint that it leads to. */
  private record Made(InetSocketAddress to, HttpRoute route) {}

  /**
   * The pool's key: the endpoint is in it, the port as well, and whether it is encrypted.
   *
   * @param written what the application's request would take
   */
  HttpRoute to(InetSocketAddress to, boolean secure, HttpRoute written) {
    int place = to.hashCode() & PLACES - 1;
    Made known = made.get(place);
    if (known != null && known.to.equals(to) && isFor(known.route, secure, written)) {
      return known.route;
    }
    HttpHost target = written.getTargetHost();
    HttpRoute route =
        new HttpRoute(
            new HttpHost(
                scheme(secure, target), to.getAddress(), target.getHostName(), to.getPort()),
            written.getLocalAddress(),
            written.isSecure()); // what cookies may be sent depends on it
    made.set(place, new Made(to, route));
    return route;
  }

  /** Whether one to the same endpoint has all else of what is wanted. */
  private static boolean isFor(HttpRoute route, boolean secure, HttpRoute written) {
    HttpHost made = route.getTargetHost();
    HttpHost target = written.getTargetHost();
    return made.getHostName().equals(target.getHostName())
        && made.getSchemeName().equals(scheme(secure, target))
        && route.isSecure() == written.isSecure()
        && Objects.equals(route.getLocalAddress(), written.getLocalAddress());
  }

  private static String scheme(boolean secure, HttpHost target) {
    return secure ? Internals.SCHEME : target.getSchemeName();
  }
}
