package dev.weft.policy.kind;

import static dev.weft.policy.schema.Shapes.list;
import static dev.weft.policy.schema.Shapes.map;
import static dev.weft.policy.schema.Shapes.object;
import static dev.weft.policy.schema.Shapes.text;
import static dev.weft.policy.schema.Shapes.truth;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.weft.policy.schema.ObjectShape;
import dev.weft.policy.schema.Shape;
import dev.weft.policy.schema.Shapes;
import dev.weft.policy.value.Names;
import java.util.Set;

/** HTTPMatchRequest and StringMatch. */
final class Matches {
  /** Istio's bound on the length of an expression, so that none compiles to a huge program. */
  private static final int MAX_REGEX = 1024;

  private static final Set<String> PSEUDO =
      Set.of(":method", ":scheme", ":authority", ":path", ":status");
  private static final java.util.regex.Pattern HEADER =
      java.util.regex.Pattern.compile("[-_A-Za-z0-9!#$%&'*+.^`|~]+");

  private Matches() {}

  static ObjectShape request() {
    return object()
        .field("name", text())
        .field("uri", uri())
        .field("scheme", string())
        .field("method", string())
        .field("authority", string())
        .field("headers", map(Matches::isHeader, "the name of a header", string()))
        .field("withoutHeaders", map(Matches::isHeader, "the name of a header", without()))
        .field("queryParams", map(key -> true, "a name", string()))
        .field("ignoreUriCase", truth())
        .field("port", Shapes.port())
        .field("sourceLabels", Shapes.labels())
        .field("sourceNamespace", Common.label())
        .field("gateways", list(gateway()))
        .withoutEffect(
            "statPrefix", text(), "there are no statistics apart for a match; see the route's name")
        .rule(
            (node, report) -> {
              if (!node.list("gateways").isEmpty()
                  && (node.has("sourceLabels") || node.has("sourceNamespace"))) {
                report.warn(
                    node.path("gateways"),
                    "a match that names gateways is not limited by sourceLabels and"
                        + " sourceNamespace, as in Istio");
              }
            });
  }

  /** A regular expression as RE2 has them. */
  static Shape regex() {
    return text(Matches::isRegex, "an RE2 regular expression of 1 to " + MAX_REGEX + " characters");
  }

  static boolean isRegex(String text) {
    if (text.isEmpty() || text.length() > MAX_REGEX) {
      return false;
    }
    try {
      return Pattern.compile(text) != null;
    } catch (PatternSyntaxException e) {
      return false;
    }
  }

  /** {@code mesh}, a name, or {@code namespace/name}. */
  static Shape gateway() {
    return text(Matches::isGateway, "mesh, the name of a gateway, or namespace/name");
  }

  private static boolean isGateway(String text) {
    int slash = text.indexOf('/');
    return slash < 0
        ? Names.isHost(text)
        : Names.isLabel(text.substring(0, slash)) && Names.isLabel(text.substring(slash + 1));
  }

  static ObjectShape string() {
    return match(text(prefix -> !prefix.isEmpty(), "a prefix that is not empty"), regex());
  }

  /** Envoy allows an empty prefix for the path. */
  private static ObjectShape uri() {
    return match(text(), regex());
  }

  /** {@code *} is no RE2, but means presence here. */
  private static ObjectShape without() {
    return match(
        text(prefix -> !prefix.isEmpty(), "a prefix that is not empty"),
        text(
            regex -> regex.equals("*") || isRegex(regex),
            "an RE2 regular expression of 1 to " + MAX_REGEX + " characters, or *"));
  }

  private static ObjectShape match(Shape prefix, Shape regex) {
    return object()
        .field("exact", text())
        .field("prefix", prefix)
        .field("regex", regex)
        .atMostOne("exact", "prefix", "regex");
  }

  private static boolean isHeader(String name) {
    return PSEUDO.contains(name) || isClaim(name) || HEADER.matcher(name).matches();
  }

  /** {@code @request.auth.claims...}: only gateways can look at a token's claims. */
  static boolean isClaim(String name) {
    return name.startsWith("@request.auth.claims");
  }
}
