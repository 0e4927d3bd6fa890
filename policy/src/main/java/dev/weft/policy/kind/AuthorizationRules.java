package dev.weft.policy.kind;

import dev.weft.policy.schema.Node;
import dev.weft.policy.schema.Report;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** What must hold within an AuthorizationPolicy. */
final class AuthorizationRules {
  private static final Set<String> KEYS =
      Set.of(
          "source.ip",
          "remote.ip",
          "source.namespace",
          "source.serviceAccount",
          "source.principal",
          "source.trustDomain",
          "request.auth.principal",
          "request.auth.audiences",
          "request.auth.presenter",
          "destination.ip",
          "destination.port",
          "connection.sni");
  private static final List<String> MAPS =
      List.of("request.headers", "request.auth.claims", "experimental.envoy.filters.");

  private AuthorizationRules() {}

  static void action(Node spec, Report report) {
    String action = spec.has("action") ? spec.text("action") : "ALLOW";
    if (spec.has("provider") && !action.equals("CUSTOM")) {
      report.problem(spec.path("provider"), spec.value("provider"), "none, for action " + action);
    }
    if ((action.equals("DENY") || action.equals("CUSTOM")) && !spec.has("rules")) {
      report.problem(
          spec.path("rules"),
          null,
          "rules: without, " + action + " is never triggered; {} is always");
    }
    if (action.equals("CUSTOM") && spec.node("provider").text("name").isEmpty()) {
      report.problem(spec.path("provider"), null, "the name of a provider, for action CUSTOM");
    }
  }

  static void custom(Node spec, Report report) {
    if (!spec.text("action").equals("CUSTOM")) {
      return;
    }
    for (Node rule : spec.nodes("rules")) {
      for (Node from : rule.nodes("from")) {
        Node source = from.node("source");
        for (String field : source.fields().keySet()) {
          if (!field.toLowerCase(java.util.Locale.ROOT).endsWith("ipblocks")) {
            report.problem(source.path(field), source.value(field), "addresses alone, for CUSTOM");
          }
        }
      }
      for (Node when : rule.nodes("when")) {
        String key = when.text("key");
        if (key.startsWith("request.auth.")
            || key.startsWith("source.") && !key.equals("source.ip")) {
          report.problem(when.path("key"), key, "no identity, for CUSTOM");
        }
      }
    }
  }

  static void accounts(Node source, Report report) {
    boolean accounts = source.has("serviceAccounts") || source.has("notServiceAccounts");
    for (String field :
        new String[] {"principals", "notPrincipals", "namespaces", "notNamespaces"}) {
      if (accounts && source.has(field)) {
        report.problem(source.path(field), source.value(field), "nothing beside serviceAccounts");
      }
    }
  }

  /** Lists that are all empty say nothing. */
  static void full(Node node, Report report) {
    boolean said =
        node.fields().values().stream()
            .anyMatch(value -> value instanceof List<?> list && !list.isEmpty());
    if (!said) {
      report.problem(node.path(), node.fields(), "at least one list that is not empty");
    }
  }

  static boolean isAccount(String text) {
    String[] parts = text.split("/", -1);
    return text.length() <= 320
        && !text.contains("*")
        && parts.length <= 2
        && Arrays.stream(parts).noneMatch(String::isEmpty);
  }

  static boolean isTrustDomain(String text) {
    return !text.isEmpty() && !text.contains("/") && isWildcard(text);
  }

  private static boolean isWildcard(String text) {
    int star = text.indexOf('*');
    return star < 0 || star == text.lastIndexOf('*') && (star == 0 || star == text.length() - 1);
  }

  static boolean isPath(String path) {
    boolean template = path.contains("{*}") || path.contains("{**}");
    boolean any = false;
    for (String part : path.replaceAll("^/+|/+$", "").split("/", -1)) {
      if (part.equals("{*}") || part.equals("{**}")) {
        if (any) {
          return false;
        }
        any = part.equals("{**}");
      } else if (part.contains("{")
          || part.contains("}")
          || template && !part.matches("[a-zA-Z0-9\\-._~%!$&'()+,;:@=]+")) {
        return false;
      }
    }
    return !path.isEmpty();
  }

  static boolean isKey(String key) {
    int open = key.indexOf('[');
    boolean map = MAPS.stream().anyMatch(key::startsWith);
    return KEYS.contains(key) || map && key.endsWith("]") && open > 0 && open < key.length() - 2;
  }
}
