package dev.weft.collector.api;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.DecoratingHttpServiceFunction;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Keeps pages of other sites out: a browser on this machine reaches the loopback interface, and
 * what it loads from elsewhere must neither apply policy nor get an identity. Other clients send no
 * {@code Origin}.
 */
public final class SameOrigin implements DecoratingHttpServiceFunction {
  private final boolean onlyLoopbackNames;

  /**
   * @param onlyLoopbackNames refuse requests for another host name, which a site could have made to
   *     resolve to this machine
   */
  public SameOrigin(boolean onlyLoopbackNames) {
    this.onlyLoopbackNames = onlyLoopbackNames;
  }

  @Override
  public HttpResponse serve(HttpService next, ServiceRequestContext context, HttpRequest request)
      throws Exception {
    String authority = request.headers().get("host", "");
    if (request.authority() != null) {
      authority = request.authority();
    }
    String origin = request.headers().get("origin", "");
    if (!origin.isEmpty() && !authority.equalsIgnoreCase(authorityOf(origin))) {
      return new Trouble(403, "Requests of pages of another origin are refused.")
          .answer()
          .response();
    }
    if (onlyLoopbackNames && !loopback(authority)) {
      return new Trouble(
              403,
              "This collector serves the loopback interface: call it as localhost or 127.0.0.1, not"
                  + " by another name.")
          .answer()
          .response();
    }
    return next.serve(context, request);
  }

  private static @Nullable String authorityOf(String origin) {
    try {
      return URI.create(origin).getRawAuthority();
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static boolean loopback(String authority) {
    String host = authority.toLowerCase(Locale.ROOT);
    if (!host.endsWith("]")) {
      int colon = host.lastIndexOf(':');
      host = colon < 0 ? host : host.substring(0, colon);
    }
    return host.equals("localhost")
        || host.endsWith(".localhost")
        || host.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}")
        || host.equals("[::1]");
  }
}
