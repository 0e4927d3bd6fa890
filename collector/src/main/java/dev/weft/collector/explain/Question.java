package dev.weft.collector.explain;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A call that somebody asks about.
 *
 * @param scheme {@code http} or {@code https}
 * @param host lower-case, without a port and a trailing dot
 * @param authority as the caller would send it, with the port where one is written
 * @param port the one called
 * @param path with the query
 * @param headers by lower-case name
 */
public record Question(
    String method,
    String scheme,
    String host,
    String authority,
    int port,
    String path,
    boolean grpc,
    Map<String, String> headers) {
  private static final int MAX_LENGTH = 2_000;

  /**
   * Reads a URL: {@code http://reviews:9080/reviews/0}, {@code grpc://ratings:50051/pkg.Svc/Get},
   * or without a scheme, which is http then.
   *
   * @throws IllegalArgumentException if it is none; the message says what was expected
   */
  public static Question of(String method, String url, Map<String, String> headers) {
    String whole = url.contains("://") ? url : "http://" + url;
    try {
      URI uri = new URI(whole);
      String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
      boolean grpc = scheme.equals("grpc") || scheme.equals("grpcs");
      boolean known = grpc || scheme.equals("http") || scheme.equals("https");
      if (!known || uri.getHost() == null || url.length() > MAX_LENGTH) {
        throw new IllegalArgumentException(expected());
      }
      boolean tls = scheme.endsWith("s");
      String host = uri.getHost().toLowerCase(Locale.ROOT);
      String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
      return new Question(
          grpc ? "POST" : method.toUpperCase(Locale.ROOT),
          tls ? "https" : "http",
          host.endsWith(".") ? host.substring(0, host.length() - 1) : host,
          uri.getRawAuthority(),
          uri.getPort() >= 0 ? uri.getPort() : tls ? 443 : 80,
          path + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery()),
          grpc,
          headers);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(expected(), e);
    }
  }

  private static String expected() {
    return "expected a URL as http://reviews:9080/reviews/0 or grpc://ratings:50051/pkg.Svc/Get";
  }

  String pathWithoutQuery() {
    int mark = path.indexOf('?');
    return mark < 0 ? path : path.substring(0, mark);
  }

  /** Null: the request has none. */
  @Nullable String header(String name) {
    return switch (name) {
      case ":method" -> method;
      case ":path" -> path;
      case ":authority" -> authority;
      case ":scheme" -> scheme;
      default -> headers.get(name);
    };
  }

  /** The first value, not decoded; "" for {@code ?name}; null: absent. */
  @Nullable String parameter(String name) {
    int mark = path.indexOf('?');
    if (mark < 0) {
      return null;
    }
    for (String pair : path.substring(mark + 1).split("&", -1)) {
      int equals = pair.indexOf('=');
      if (pair.equals(name) || equals >= 0 && pair.substring(0, equals).equals(name)) {
        return equals < 0 ? "" : pair.substring(equals + 1);
      }
    }
    return null;
  }
}
