package dev.weft.policy.kind;

import static dev.weft.policy.schema.Shapes.filled;
import static dev.weft.policy.schema.Shapes.list;
import static dev.weft.policy.schema.Shapes.object;
import static dev.weft.policy.schema.Shapes.text;
import static dev.weft.policy.schema.Shapes.word;

import dev.weft.policy.schema.ObjectShape;
import dev.weft.policy.schema.Shape;
import dev.weft.policy.value.Names;

/** Who may call what. */
final class AuthorizationPolicyKind {
  private AuthorizationPolicyKind() {}

  static Kind kind() {
    ObjectShape spec =
        Common.selecting()
            .field("action", word("ALLOW", "DENY", "AUDIT", "CUSTOM"))
            .field("provider", object().field("name", text()))
            .field("rules", list(rule(), 0, 512))
            .rule(AuthorizationRules::action)
            .rule(AuthorizationRules::custom);
    return new Kind(
        "AuthorizationPolicy",
        "security.istio.io",
        Kind.SECURITY,
        "authorizationpolicies",
        false,
        "nothing is authorized or denied: every call reaches the application",
        spec);
  }

  private static ObjectShape rule() {
    ObjectShape from = object().required("source", source());
    ObjectShape to = object().required("operation", operation());
    return object()
        .field("from", list(from, 1, 512))
        .field("to", list(to, 1, 4096))
        .field("when", list(when(), 0, 4096));
  }

  private static ObjectShape source() {
    String[] fields = {
      "principals",
      "requestPrincipals",
      "namespaces",
      "serviceAccounts",
      "trustDomains",
      "ipBlocks",
      "remoteIpBlocks"
    };
    ObjectShape source = object();
    for (String field : fields) {
      source.field(field, sourceList(field)).field(not(field), sourceList(field));
    }
    return source.rule(AuthorizationRules::accounts).rule(AuthorizationRules::full);
  }

  private static String not(String field) {
    return "not" + Character.toUpperCase(field.charAt(0)) + field.substring(1);
  }

  private static Shape sourceList(String field) {
    return switch (field) {
      case "ipBlocks", "remoteIpBlocks" -> list(Common.block());
      case "serviceAccounts" ->
          list(
              text(AuthorizationRules::isAccount, "account or namespace/account, without *"),
              0,
              16);
      case "trustDomains" ->
          list(
              text(AuthorizationRules::isTrustDomain, "a trust domain, perhaps with * at one end"));
      default -> list(filled(4096));
    };
  }

  private static ObjectShape operation() {
    Shape words = list(filled(4096));
    Shape ports =
        list(
            text(
                text -> text.matches("[0-9]{1,5}") && Integer.parseInt(text) <= 65535,
                "a port, as text"));
    Shape paths =
        list(text(AuthorizationRules::isPath, "a path, perhaps with {*}, and {**} at last"));
    return object()
        .field("hosts", words)
        .field("notHosts", words)
        .field("ports", ports)
        .field("notPorts", ports)
        .field("methods", words)
        .field("notMethods", words)
        .field("paths", paths)
        .field("notPaths", paths)
        .rule(AuthorizationRules::full);
  }

  private static ObjectShape when() {
    return object()
        .required("key", text(AuthorizationRules::isKey, "an attribute, as request.headers[name]"))
        .field("values", list(filled(4096)))
        .field("notValues", list(filled(4096)))
        .rule(AuthorizationRules::full)
        .rule(
            (node, report) -> {
              for (String field : new String[] {"values", "notValues"}) {
                for (String value : node.texts(field)) {
                  if (node.text("key").endsWith(".ip") && !Names.isBlock(value)) {
                    report.problem(node.path(field), value, "a numeric address or block");
                  } else if (node.text("key").equals("destination.port")
                      && !value.matches("[0-9]{1,5}")) {
                    report.problem(node.path(field), value, "a port");
                  }
                }
              }
            });
  }
}
