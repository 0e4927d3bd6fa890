package dev.weft.core.route;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.weft.policy.compiled.Route;
import dev.weft.policy.compiled.Route.RequestMatch;
import dev.weft.policy.match.TextMatch;
import org.jspecify.annotations.Nullable;

/** What becomes of a request's path on one route by one match. The query stays. Immutable. */
sealed interface PathRewrite {
  /** The new path and query. */
  String apply(String pathAndQuery);

  /** Null: the path stays. */
  static @Nullable PathRewrite of(Route.@Nullable Rewrite rewrite, @Nullable RequestMatch match) {
    if (rewrite == null) {
      return null;
    }
    if (rewrite.uriRegex() != null && rewrite.uriRegexReplacement() != null) {
      return new Regex(rewrite.uriRegex().pattern(), groups(rewrite.uriRegexReplacement()));
    }
    if (rewrite.uri() == null) {
      return null;
    }
    TextMatch uri = match == null ? null : match.uri();
    if (uri == null) {
      return new Prefix(1, rewrite.uri()); // no match is a match of the prefix "/"
    }
    return uri instanceof TextMatch.Prefix prefix
        ? new Prefix(prefix.value().length(), rewrite.uri())
        : new Whole(rewrite.uri());
  }

  /** RE2 as Envoy writes {@code \1}; this library {@code $1}. */
  private static String groups(String replacement) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < replacement.length(); i++) {
      char c = replacement.charAt(i);
      char after = i + 1 < replacement.length() ? replacement.charAt(i + 1) : 0;
      if (c == '\\' && Character.isDigit(after)) {
        text.append('$').append(after);
        i++;
      } else if (c == '\\' && after == '\\') {
        text.append("\\\\");
        i++;
      } else if (c == '$' || c == '\\') {
        text.append('\\').append(c);
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }

  private static int queryStart(String path) {
    int mark = path.indexOf('?');
    return mark < 0 ? path.length() : mark;
  }

  record Prefix(int length, String replacement) implements PathRewrite {
    @Override
    public String apply(String path) {
      return replacement + path.substring(Math.min(length, path.length()));
    }
  }

  record Whole(String replacement) implements PathRewrite {
    @Override
    public String apply(String path) {
      return replacement + path.substring(queryStart(path));
    }
  }

  record Regex(Pattern pattern, String replacement) implements PathRewrite {
    @Override
    public String apply(String path) {
      int end = queryStart(path);
      Matcher matcher = pattern.matcher(path.substring(0, end));
      return matcher.replaceAll(replacement) + path.substring(end);
    }
  }
}
