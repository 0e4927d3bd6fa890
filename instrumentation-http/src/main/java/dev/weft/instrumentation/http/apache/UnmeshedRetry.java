package dev.weft.instrumentation.http.apache;

import java.io.IOException;
import org.apache.hc.client5.http.HttpRequestRetryStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.TimeValue;
import org.jspecify.annotations.Nullable;

/**
 * The client's own retry, for calls that leave the mesh alone. It sits outside of our element and
 * would multiply what the mesh does.
 */
final class UnmeshedRetry implements HttpRequestRetryStrategy {
  /** Set on the context of a call that the mesh has just carried out; read once. */
  private static final String MESHED = "weft.meshed";

  private static final int FIRST_FAILURE = 400;

  private final HttpRequestRetryStrategy strategy;

  UnmeshedRetry(HttpRequestRetryStrategy strategy) {
    this.strategy = strategy;
  }

  /**
   * A good response shows by its body where it comes from; a map in the context of each call can be
   * saved. Any other is marked: an element in between may have put its own body in place of ours.
   *
   * @param response null: the call failed
   */
  static void mark(HttpContext context, @Nullable ClassicHttpResponse response) {
    if (response == null || response.getCode() >= FIRST_FAILURE || !isOurs(response)) {
      context.setAttribute(MESHED, Boolean.TRUE);
    }
  }

  private static boolean isOurs(HttpResponse response) {
    return response instanceof ClassicHttpResponse classic
        && classic.getEntity() instanceof MeshEntity body
        && body.isMeshed();
  }

  private static boolean meshed(HttpContext context) {
    return context.removeAttribute(MESHED) != null;
  }

  @Override
  public boolean retryRequest(
      HttpRequest request, IOException failure, int times, HttpContext context) {
    return !meshed(context) && strategy.retryRequest(request, failure, times, context);
  }

  @Override
  public boolean retryRequest(HttpResponse response, int times, HttpContext context) {
    return !meshed(context) && !isOurs(response) && strategy.retryRequest(response, times, context);
  }

  // Older versions neither have nor call this one.
  @Override
  public TimeValue getRetryInterval(
      HttpRequest request, IOException failure, int times, HttpContext context) {
    return strategy.getRetryInterval(request, failure, times, context);
  }

  @Override
  public TimeValue getRetryInterval(HttpResponse response, int times, HttpContext context) {
    return strategy.getRetryInterval(response, times, context);
  }
}
