package dev.weft.core.route;

import dev.weft.core.call.OutboundExchange;
import dev.weft.policy.compiled.Route.NamedMatch;
import dev.weft.policy.compiled.Route.RequestMatch;
import dev.weft.policy.match.TextMatch;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Holds a request against one match of a route. */
final class RequestMatcher {
  private RequestMatcher() {}

  /**
   * @param path without the query
   */
  static boolean matches(RequestMatch match, OutboundExchange x, String path, int servicePort) {
    return (match.port() == null || match.port() == servicePort)
        && text(match.method(), x.method())
        && uri(match, path)
        && text(match.scheme(), x.scheme())
        && text(match.authority(), x.authority())
        && headers(match.headers(), x)
        && withoutHeaders(match.withoutHeaders(), x)
        && query(match.queryParams(), x.path());
  }

  private static boolean text(@Nullable TextMatch match, String value) {
    return match == null || match.matches(value);
  }

  private static boolean uri(RequestMatch match, String path) {
    TextMatch uri = match.uri();
    return uri == null
        || (match.ignoreUriCase() ? uri.matchesIgnoringCase(path) : uri.matches(path));
  }

  private static boolean headers(List<NamedMatch> wanted, OutboundExchange x) {
    for (int i = 0; i < wanted.size(); i++) {
      String value = header(x, wanted.get(i).name());
      if (value == null || !wanted.get(i).value().matches(value)) {
        return false;
      }
    }
    return true;
  }

  /** A missing header counts as an empty one, but for mere presence: so Istio asks of Envoy. */
  private static boolean withoutHeaders(List<NamedMatch> unwanted, OutboundExchange x) {
    for (int i = 0; i < unwanted.size(); i++) {
      String value = header(x, unwanted.get(i).name());
      TextMatch match = unwanted.get(i).value();
      boolean matches =
          match instanceof TextMatch.Present
              ? value != null
              : match.matches(value == null ? "" : value);
      if (matches) {
        return false;
      }
    }
    return true;
  }

  static @Nullable String header(OutboundExchange x, String name) {
    return switch (name) {
      case ":method" -> x.method();
      case ":path" -> x.path();
      case ":authority" -> x.authority();
      case ":scheme" -> x.scheme();
      default -> x.header(name);
    };
  }

  private static boolean query(List<NamedMatch> wanted, String path) {
    for (int i = 0; i < wanted.size(); i++) {
      String value = parameter(path, wanted.get(i).name());
      if (value == null || !wanted.get(i).value().matches(value)) {
        return false;
      }
    }
    return true;
  }

  /** The first value, not decoded, as Envoy takes it; "" for {@code ?name}; null: absent. */
  private static @Nullable String parameter(String path, String name) {
    int at = path.indexOf('?') + 1;
    while (at > 0 && at <= path.length()) {
      int end = path.indexOf('&', at);
      int stop = end < 0 ? path.length() : end;
      int nameEnd = at + name.length();
      if (nameEnd <= stop && path.startsWith(name, at)) {
        if (nameEnd == stop) {
          return "";
        }
        if (path.charAt(nameEnd) == '=') {
          return path.substring(nameEnd + 1, stop);
        }
      }
      at = end + 1;
      if (end < 0) {
        break;
      }
    }
    return null;
  }
}
