package dev.weft.policy.kind;

import static dev.weft.policy.schema.Shapes.duration;
import static dev.weft.policy.schema.Shapes.filled;
import static dev.weft.policy.schema.Shapes.list;
import static dev.weft.policy.schema.Shapes.object;
import static dev.weft.policy.schema.Shapes.secret;
import static dev.weft.policy.schema.Shapes.text;
import static dev.weft.policy.schema.Shapes.truth;
import static dev.weft.policy.schema.Shapes.word;

import dev.weft.policy.schema.ObjectShape;
import dev.weft.policy.schema.Shape;
import dev.weft.policy.tree.JsonTree;
import dev.weft.policy.tree.MalformedTreeException;
import dev.weft.policy.tree.TreeLimits;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;

/** Which tokens are believed. */
final class RequestAuthenticationKind {
  private RequestAuthenticationKind() {}

  static Kind kind() {
    return new Kind(
        "RequestAuthentication",
        "security.istio.io",
        Kind.SECURITY,
        "requestauthentications",
        false,
        "tokens are not checked: they reach the application as the caller sent them",
        Common.selecting().field("jwtRules", list(rule(), 0, 4096)));
  }

  private static ObjectShape rule() {
    Shape word = filled(4096);
    Shape header =
        text(name -> name.matches("[-_A-Za-z0-9]+"), "the name of a header of letters, digits, -_");
    return object()
        .field("issuer", word)
        .field("audiences", list(word))
        .field("jwksUri", text(RequestAuthenticationKind::isUrl, "a URL of http:// or https://"))
        .field("jwks", secret(RequestAuthenticationKind::isKeySet, "a JSON web key set"))
        .field("fromHeaders", list(object().required("name", word).field("prefix", text())))
        .field("fromParams", list(word))
        .field("fromCookies", list(word))
        .field("outputPayloadToHeader", text())
        .field(
            "outputClaimToHeaders",
            list(object().required("header", header).required("claim", word)))
        .field("forwardOriginalToken", truth())
        .field("timeout", duration())
        .field("spaceDelimitedClaims", list(word, 0, 64))
        .field("presence", word("OPTIONAL", "REQUIRED"))
        .atMostOne("jwksUri", "jwks")
        .rule(
            (node, report) -> {
              if (node.text("issuer").isEmpty() && node.text("jwksUri").isEmpty()) {
                report.problem(node.path("issuer"), null, "an issuer, or at least a jwksUri");
              }
            });
  }

  private static boolean isUrl(String text) {
    try {
      String scheme = new URI(text).getScheme();
      return text.length() <= 2048 && ("http".equals(scheme) || "https".equals(scheme));
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static boolean isKeySet(String text) {
    try {
      Object tree = new JsonTree(new TreeLimits(1 << 20, 16, 10_000)).read(text);
      return tree instanceof Map<?, ?> set && (set.containsKey("keys") || set.containsKey("kty"));
    } catch (MalformedTreeException e) {
      return false;
    }
  }
}
