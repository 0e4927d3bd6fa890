package dev.weft.policy.kind;

import dev.weft.policy.schema.Node;
import dev.weft.policy.schema.Report;
import dev.weft.policy.tree.TreePath;
import dev.weft.policy.value.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What must hold between the fields of a ServiceEntry. */
final class ServiceEntryRules {
  private ServiceEntryRules() {}

  static void ports(Node entry, Report report) {
    Set<String> names = new HashSet<>();
    Set<Long> numbers = new HashSet<>();
    for (Node port : entry.nodes("ports")) {
      if (!names.add(port.text("name"))) {
        report.problem(port.path("name"), port.text("name"), "each name of a port once");
      }
      if (!numbers.add(port.integer("number"))) {
        report.problem(port.path("number"), port.value("number"), "each port once");
      }
      boolean several = entry.list("hosts").size() > 1 && !resolution(entry).equals("NONE");
      String protocol = port.text("protocol").toLowerCase(Locale.ROOT);
      boolean named =
          Set.of("http", "http2", "http_proxy", "grpc", "grpc-web", "https", "tls")
              .contains(protocol);
      if (several && !named) {
        report.problem(
            port.path("protocol"),
            port.value("protocol"),
            "HTTP or TLS, for several hosts can be told apart by nothing else");
      }
    }
  }

  static void resolution(Node entry, Report report) {
    String resolution = resolution(entry);
    List<?> endpoints = entry.list("endpoints");
    boolean blocks = entry.texts("addresses").stream().anyMatch(text -> text.contains("/"));
    if (blocks && !Set.of("NONE", "STATIC").contains(resolution)) {
      report.problem(
          entry.path("addresses"),
          String.join(", ", entry.texts("addresses")),
          "no blocks where resolution is " + resolution);
    }
    switch (resolution) {
      case "NONE" -> {
        if (entry.has("endpoints")) {
          report.problem(entry.path("endpoints"), endpoints, "none where resolution is NONE");
        }
      }
      case "DNS", "DNS_ROUND_ROBIN" -> {
        if (resolution.equals("DNS_ROUND_ROBIN") && endpoints.size() > 1) {
          report.problem(entry.path("endpoints"), endpoints.size(), "at most one endpoint");
        }
        if (endpoints.isEmpty()) {
          wildcards(entry, false, report);
        }
      }
      case "DYNAMIC_DNS" -> {
        wildcards(entry, true, report);
        for (String field : new String[] {"addresses", "endpoints"}) {
          if (!entry.list(field).isEmpty()) {
            report.problem(entry.path(field), entry.value(field), "none for DYNAMIC_DNS");
          }
        }
      }
      default -> {}
    }
  }

  private static void wildcards(Node entry, boolean wanted, Report report) {
    List<String> hosts = entry.texts("hosts");
    for (int i = 0; i < hosts.size(); i++) {
      if (hosts.get(i).startsWith("*") != wanted) {
        report.problem(
            TreePath.element(entry.path("hosts"), i),
            hosts.get(i),
            (wanted ? "a wildcard" : "no wildcard") + " where resolution is " + resolution(entry));
      }
    }
  }

  static void endpoints(Node entry, Report report) {
    Set<String> names = new HashSet<>();
    entry.nodes("ports").forEach(port -> names.add(port.text("name")));
    for (Node endpoint : entry.nodes("endpoints")) {
      String address = endpoint.text("address");
      boolean unix = address.startsWith(WorkloadEntryKind.UNIX);
      if (resolution(entry).equals("STATIC")
          && !unix
          && !address.isEmpty()
          && !Names.isAddress(address)) {
        report.problem(
            endpoint.path("address"), address, "a numeric address, for resolution is STATIC");
      }
      if (unix && !resolution(entry).equals("STATIC")) {
        report.problem(endpoint.path("address"), address, "resolution STATIC for a unix socket");
      }
      for (String name : endpoint.node("ports").fields().keySet()) {
        if (!names.contains(name)) {
          report.problem(
              TreePath.field(endpoint.path("ports"), name), name, "a port that spec.ports names");
        }
      }
    }
  }

  static void effect(Node entry, Report report) {
    String resolution = resolution(entry);
    if (!resolution.equals("STATIC")) {
      report.notEnforced(
          entry.path("resolution"),
          resolution
              + ": only STATIC entries make hosts known; calls to these hosts go as the application"
              + " wrote them");
      return;
    }
    for (Node endpoint : entry.nodes("endpoints")) {
      if (!Names.isAddress(endpoint.text("address"))) {
        report.notEnforced(endpoint.path("address"), "only numeric addresses are called");
      }
    }
    for (Node port : entry.nodes("ports")) {
      String protocol = port.text("protocol").toLowerCase(Locale.ROOT);
      if (!Set.of("http", "http2", "grpc", "").contains(protocol)) {
        report.notEnforced(
            port.path("protocol"),
            "only HTTP, HTTP2 and GRPC ports are meshed; this one is left out");
      }
    }
  }

  private static String resolution(Node entry) {
    return entry.has("resolution") ? entry.text("resolution") : "NONE";
  }
}
