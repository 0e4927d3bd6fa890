package dev.weft.core.trace;

import java.util.Set;

/** Writes {@code url.full} without the secrets that URLs carry. */
final class Urls {
  // The list of the conventions.
  private static final Set<String> SECRET =
      Set.of(
          "X-Amz-Signature",
          "X-Amz-Credential",
          "X-Amz-Security-Token",
          "AWSAccessKeyId",
          "Signature",
          "sig",
          "X-Goog-Signature");

  private Urls() {}

  static String full(String scheme, String authority, String path) {
    int at = authority.lastIndexOf('@');
    String shown = at < 0 ? authority : "REDACTED:REDACTED@" + authority.substring(at + 1);
    return scheme + "://" + shown + redacted(path);
  }

  /** Path and query, with the values of secret parameters replaced. */
  static String redacted(String path) {
    int query = path.indexOf('?');
    return query < 0
        ? path
        : path.substring(0, query + 1) + redactedQuery(path.substring(query + 1));
  }

  static String redactedQuery(String query) {
    StringBuilder text = new StringBuilder(query.length());
    int at = 0;
    while (at <= query.length()) {
      int end = query.indexOf('&', at);
      int stop = end < 0 ? query.length() : end;
      int equals = query.indexOf('=', at);
      if (equals >= 0 && equals < stop && SECRET.contains(query.substring(at, equals))) {
        text.append(query, at, equals + 1).append("REDACTED");
      } else {
        text.append(query, at, stop);
      }
      if (end < 0) {
        break;
      }
      text.append('&');
      at = end + 1;
    }
    return text.toString();
  }
}
