package dev.weft.core.trace;

import java.util.Set;

/** The method of a request as span name and attributes. */
public final class Methods {
  // RFC 9110, PATCH (RFC 5789) and QUERY: what the conventions count as known.
  private static final Set<String> KNOWN =
      Set.of(
          "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "QUERY");

  private Methods() {}

  /** As the conventions name it: {@code _OTHER} for one that was invented by a caller. */
  public static String known(String method) {
    return KNOWN.contains(method) ? method : "_OTHER";
  }

  /** The word for the span's name: a method invented by a caller must not become one. */
  static String http(Span span, String method) {
    if (KNOWN.contains(method)) {
      span.set("http.request.method", method);
      return method;
    }
    span.set("http.request.method", "_OTHER");
    span.set("http.request.method_original", method);
    return "HTTP";
  }

  /**
   * @param path {@code /package.Service/Method}
   */
  static void grpc(Span span, String path) {
    String method = path.startsWith("/") ? path.substring(1) : path;
    span.set("rpc.system.name", "grpc");
    span.set("rpc.method", method);
    span.name(method.isEmpty() ? "grpc" : method);
  }
}
