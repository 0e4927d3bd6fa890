package dev.weft.collector.explain;

import dev.weft.policy.compiled.Route.NamedMatch;
import dev.weft.policy.compiled.Route.RequestMatch;
import dev.weft.policy.match.TextMatch;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Holds a question against one match of a route, as the agents' matcher does, and says what does
 * not fit. {@code ExplainedTest} and the core's {@code ObservedTest} look at the same calls.
 */
final class Mismatch {
  private Mismatch() {}

  /** Why {@code match} does not fit, null if it does. */
  static @Nullable String of(RequestMatch match, Question question, int servicePort) {
    if (match.port() != null && match.port() != servicePort) {
      return "it is for port " + match.port();
    }
    TextMatch uri = match.uri();
    String path = question.pathWithoutQuery();
    if (uri != null
        && !(match.ignoreUriCase() ? uri.matchesIgnoringCase(path) : uri.matches(path))) {
      return "the path " + path + " " + isNot(uri);
    }
    for (Plain one : plain(match, question)) {
      if (one.match() != null && !one.match().matches(one.value())) {
        return "the " + one.what() + " " + one.value() + " " + isNot(one.match());
      }
    }
    for (NamedMatch header : match.headers()) {
      String value = question.header(header.name());
      if (value == null || !header.value().matches(value)) {
        return "header " + header.name() + " " + value(value, header.value());
      }
    }
    for (NamedMatch header : match.withoutHeaders()) {
      String value = question.header(header.name());
      boolean matches =
          header.value() instanceof TextMatch.Present
              ? value != null
              : header.value().matches(value == null ? "" : value);
      if (matches) {
        return "header " + header.name() + " must not be " + words(header.value());
      }
    }
    for (NamedMatch parameter : match.queryParams()) {
      String value = question.parameter(parameter.name());
      if (value == null || !parameter.value().matches(value)) {
        return "query parameter " + parameter.name() + " " + value(value, parameter.value());
      }
    }
    return null;
  }

  private record Plain(String what, @Nullable TextMatch match, String value) {}

  private static List<Plain> plain(RequestMatch match, Question question) {
    return List.of(
        new Plain("method", match.method(), question.method()),
        new Plain("scheme", match.scheme(), question.scheme()),
        new Plain("authority", match.authority(), question.authority()));
  }

  private static String value(@Nullable String value, TextMatch wanted) {
    return value == null ? "is missing" : "is '" + value + "', not " + words(wanted);
  }

  private static String isNot(TextMatch match) {
    return match instanceof TextMatch.Exact
        ? "is not " + words(match)
        : match instanceof TextMatch.Prefix
            ? "does not begin with " + prefix(match)
            : doesNot(match);
  }

  private static String doesNot(TextMatch match) {
    return "does not match " + words(match);
  }

  private static String prefix(TextMatch match) {
    return match instanceof TextMatch.Prefix prefix ? "'" + prefix.value() + "'" : "";
  }

  private static String words(TextMatch match) {
    if (match instanceof TextMatch.Exact exact) {
      return "'" + exact.value() + "'";
    } else if (match instanceof TextMatch.Prefix prefix) {
      return "'" + prefix.value() + "…'";
    } else if (match instanceof TextMatch.Regex regex) {
      return "/" + regex.expression() + "/";
    }
    return "there";
  }

  /** What a match asks for, for people. */
  static String words(RequestMatch match) {
    List<String> parts = new ArrayList<>();
    if (match.uri() != null) {
      parts.add("path " + words(match.uri()));
    }
    add(parts, "method", match.method());
    add(parts, "scheme", match.scheme());
    add(parts, "authority", match.authority());
    match.headers().forEach(one -> parts.add("header " + one.name() + " " + words(one.value())));
    match
        .withoutHeaders()
        .forEach(one -> parts.add("header " + one.name() + " not " + words(one.value())));
    match
        .queryParams()
        .forEach(one -> parts.add("parameter " + one.name() + " " + words(one.value())));
    if (match.port() != null) {
      parts.add("port " + match.port());
    }
    return parts.isEmpty() ? "every request" : String.join(" and ", parts);
  }

  private static void add(List<String> parts, String what, @Nullable TextMatch match) {
    if (match != null) {
      parts.add(what + " " + words(match));
    }
  }
}
