package dev.weft.policy.kind;

import dev.weft.policy.schema.Node;
import dev.weft.policy.schema.Report;
import dev.weft.policy.tree.TreePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What must hold between the fields of a VirtualService. */
final class VirtualServiceRules {
  private VirtualServiceRules() {}

  static void spec(Node spec, Report report) {
    if (spec.list("http").isEmpty() && spec.list("tls").isEmpty() && spec.list("tcp").isEmpty()) {
      report.problem(spec.path(), null, "at least one of http, tls, tcp");
    }
    if (!spec.list("hosts").isEmpty()) {
      return;
    }
    for (String field : new String[] {"gateways", "tls", "tcp"}) {
      if (!spec.list(field).isEmpty()) {
        report.problem(
            spec.path(field), spec.value(field), "nothing: a delegate (no hosts) has only http");
      }
    }
    for (Node route : spec.nodes("http")) {
      if (route.has("delegate")) {
        report.problem(
            route.path("delegate"), route.value("delegate"), "no delegate in a delegate");
      }
    }
    report.notEnforced(
        spec.path("hosts"), "without hosts it is a delegate, and delegates are not used yet");
  }

  static void hosts(Node spec, Report report) {
    List<String> hosts = spec.texts("hosts");
    boolean mesh = appliesToMesh(spec);
    for (int i = 0; i < hosts.size(); i++) {
      String path = TreePath.element(spec.path("hosts"), i);
      if (hosts.get(i).equals("*") && mesh) {
        report.problem(path, "*", "a host; * alone is only for gateways");
      }
      for (int j = 0; j < i; j++) {
        if (covers(hosts.get(j), hosts.get(i)) || covers(hosts.get(i), hosts.get(j))) {
          report.problem(path, hosts.get(i), "hosts that do not overlap, as with " + hosts.get(j));
        }
      }
    }
  }

  private static boolean covers(String one, String other) {
    String wide = one.toLowerCase(Locale.ROOT);
    String narrow = other.toLowerCase(Locale.ROOT);
    return wide.equals(narrow)
        || wide.startsWith("*") && narrow.endsWith(wide.substring(1)) && !wide.equals("*")
        || wide.equals("*");
  }

  private static boolean appliesToMesh(Node spec) {
    List<String> gateways = spec.texts("gateways");
    return gateways.isEmpty() || gateways.contains("mesh");
  }

  static void gateways(Node spec, Report report) {
    List<String> gateways = spec.texts("gateways");
    if (!appliesToMesh(spec)) {
      report.notEnforced(
          spec.path("gateways"),
          "the document is for gateways alone (mesh is not among them), and there are none");
      return;
    }
    for (int i = 0; i < gateways.size(); i++) {
      if (!gateways.get(i).equals("mesh")) {
        report.notEnforced(
            TreePath.element(spec.path("gateways"), i),
            "there are no gateways; the routes apply to calls inside the mesh");
      }
    }
    for (Node route : spec.nodes("http")) {
      for (Node match : route.nodes("match")) {
        matchOnMesh(match, report);
      }
    }
  }

  private static void matchOnMesh(Node match, Report report) {
    for (String field : new String[] {"headers", "withoutHeaders"}) {
      for (String name : match.node(field).fields().keySet()) {
        String path = TreePath.field(match.path(field), name);
        if (Matches.isClaim(name)) {
          report.problem(path, name, "a header; a token's claims can be matched by gateways alone");
        } else if (List.of("uri", "scheme", "method", "authority").contains(name)) {
          report.notEnforced(path, "ignored, as in Istio: use the match's own field " + name);
        }
      }
    }
    List<String> gateways = match.texts("gateways");
    if (!gateways.isEmpty() && !gateways.contains("mesh")) {
      report.warn(
          match.path("gateways"),
          "the match is for gateways alone: no call inside the mesh hits it");
    }
  }

  /** What of a route excludes what. */
  static void route(Node route, Report report) {
    boolean routes = !route.list("route").isEmpty();
    if (route.has("delegate")) {
      for (String field : new String[] {"route", "redirect", "directResponse"}) {
        exclude(route, "delegate", field, report);
      }
      return;
    }
    for (String action : new String[] {"redirect", "directResponse"}) {
      if (route.has(action)) {
        for (String field : new String[] {"route", "fault", "rewrite"}) {
          exclude(route, action, field, report);
        }
      }
    }
    exclude(route, "redirect", "directResponse", report);
    exclude(route, "mirror", "mirrors", report);
    if (!routes && !route.has("redirect") && !route.has("directResponse")) {
      report.problem(
          route.path(), null, "one of route (not empty), redirect, directResponse, delegate");
    }
    if (!route.node("redirect").text("prefixRewrite").isEmpty()) {
      for (Node match : route.nodes("match")) {
        if (match.has("uri") && !match.node("uri").has("prefix")) {
          report.problem(
              match.path("uri"), match.value("uri"), "a prefix, for redirect.prefixRewrite");
        }
      }
    }
    if (route.has("mirrorPercent")) {
      report.warn(route.path("mirrorPercent"), "deprecated: use mirrorPercentage");
    }
  }

  private static void exclude(Node route, String one, String other, Report report) {
    boolean there = route.has(other) && !(other.equals("route") && route.list(other).isEmpty());
    if (route.has(one) && there) {
      report.problem(route.path(other), route.value(other), "nothing beside " + one);
    }
  }

  /** The authority may be set in one place of a route. */
  static void authority(Node route, Report report) {
    List<String> places = new ArrayList<>();
    if (!route.node("rewrite").text("authority").isEmpty()) {
      places.add(route.node("rewrite").path("authority"));
    }
    Node request = route.node("headers").node("request");
    for (String operation : new String[] {"set", "add"}) {
      Node headers = request.node(operation);
      for (Map.Entry<String, Object> header : headers.fields().entrySet()) {
        if (HeaderOperations.isAuthority(header.getKey()) && !"".equals(header.getValue())) {
          places.add(TreePath.field(headers.path(), header.getKey()));
        }
      }
    }
    if (places.size() > 1) {
      report.problem(
          places.get(1), places.get(1), "the authority set once, it is by " + places.get(0));
    }
  }

  /** One of several destinations cannot change the authority by itself. */
  static void authorityOfDestinations(Node route, Report report) {
    List<Node> destinations = route.nodes("route");
    for (Node destination : destinations) {
      for (String operation : new String[] {"set", "add"}) {
        Node headers = destination.node("headers").node("request").node(operation);
        for (String name : headers.fields().keySet()) {
          if (HeaderOperations.isAuthority(name) && destinations.size() > 1) {
            report.notEnforced(
                TreePath.field(headers.path(), name),
                "of several destinations none changes the authority; set it on the route");
          }
        }
      }
    }
  }

  /** Routes after one that matches everything are never reached. */
  static void unreachable(Node spec, Report report) {
    Node catchAll = null;
    for (Node route : spec.nodes("http")) {
      if (catchAll != null) {
        report.warn(route.path(), "never reached: " + catchAll.path() + " matches every call");
      } else if (route.nodes("match").isEmpty()) {
        catchAll = route;
      }
    }
  }
}
