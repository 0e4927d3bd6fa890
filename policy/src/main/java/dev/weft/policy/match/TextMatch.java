package dev.weft.policy.match;

import com.google.re2j.Pattern;

/**
 * Istio's StringMatch, ready to run. Regular expressions are RE2 (no catastrophic backtracking) and
 * match the whole text. Instances are immutable and safe from any thread.
 */
public sealed interface TextMatch {

  /** Whether {@code text} matches. */
  boolean matches(String text);

  /**
   * Whether {@code text} matches when upper and lower case are the same (exact and prefix only).
   */
  default boolean matchesIgnoringCase(String text) {
    return matches(text);
  }

  /** Equality. */
  record Exact(String value) implements TextMatch {
    @Override
    public boolean matches(String text) {
      return value.equals(text);
    }

    @Override
    public boolean matchesIgnoringCase(String text) {
      return value.equalsIgnoreCase(text);
    }
  }

  /** A plain string prefix: {@code /v2} matches {@code /v2example}. */
  record Prefix(String value) implements TextMatch {
    @Override
    public boolean matches(String text) {
      return text.startsWith(value);
    }

    @Override
    public boolean matchesIgnoringCase(String text) {
      return text.regionMatches(true, 0, value, 0, value.length());
    }
  }

  /** An RE2 expression over the whole text. */
  record Regex(String expression, Pattern pattern) implements TextMatch {
    /**
     * @throws com.google.re2j.PatternSyntaxException if the expression is not RE2
     */
    public static Regex of(String expression) {
      return new Regex(expression, Pattern.compile(expression));
    }

    @Override
    public boolean matches(String text) {
      return pattern.matches(text);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Regex that && expression.equals(that.expression);
    }

    @Override
    public int hashCode() {
      return expression.hashCode();
    }
  }

  /** Presence is enough; the value may be anything. */
  record Present() implements TextMatch {
    @Override
    public boolean matches(String text) {
      return true;
    }
  }
}
