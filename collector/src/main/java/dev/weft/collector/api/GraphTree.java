package dev.weft.collector.api;

import static dev.weft.collector.metrics.Dimension.DESTINATION_INSTANCE;
import static dev.weft.collector.metrics.Dimension.DESTINATION_NAMESPACE;
import static dev.weft.collector.metrics.Dimension.DESTINATION_SERVICE;
import static dev.weft.collector.metrics.Dimension.DESTINATION_VERSION;
import static dev.weft.collector.metrics.Dimension.FLAGS;
import static dev.weft.collector.metrics.Dimension.PROTOCOL;
import static dev.weft.collector.metrics.Dimension.SOURCE_NAMESPACE;
import static dev.weft.collector.metrics.Dimension.SOURCE_SERVICE;

import dev.weft.collector.json.Tree;
import dev.weft.collector.metrics.Traffic;
import dev.weft.collector.metrics.TrafficRow;
import dev.weft.policy.compiled.ServiceName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The graph as the API gives it: what the registry knows and what agents counted, put together.
 * Built once, by one thread.
 */
final class GraphTree {
  /** An instance whose calls fail at this share is worth a look; the page's red begins here too. */
  private static final double FAILING_SHARE = 0.05;

  private static final double PRECISION = 10_000;

  /** Injected, no healthy upstream, no connection, no route, overflow. */
  private static final List<String> NEVER_SENT = List.of("FI", "UH", "UF", "NR", "UO");

  private final Map<String, Node> nodes = new TreeMap<>();
  private final Map<String, Node> byInstance = new TreeMap<>();
  private final List<Map<String, Object>> edges = new ArrayList<>();

  /** Instances by who keeps its calls from them, and the host. */
  private final Map<String, Set<String>> ejectedBy = new TreeMap<>();

  private static final class Node {
    final GraphNode name;
    final String kind;
    int instances;
    int suspect;
    int failing;
    int ejected;
    @Nullable Traffic traffic;
    final Map<String, Version> versions = new TreeMap<>();
    final List<Map<String, Object>> troubled = new ArrayList<>();

    Node(GraphNode name, String kind) {
      this.name = name;
      this.kind = kind;
    }

    /**
     * @param state {@code lost}, {@code ejected} or {@code failing}; the first that is told stays
     * @return whether it was known to be in trouble
     */
    boolean trouble(String instance, String state, String why) {
      for (Map<String, Object> one : troubled) {
        if (instance.equals(one.get("id"))) {
          one.put("why", one.get("why") + ", " + why);
          return true;
        }
      }
      troubled.add(Tree.of("id", instance, "state", state, "why", why));
      return false;
    }
  }

  private static final class Version {
    int instances;
    @Nullable Traffic traffic;
  }

  /**
   * @param services as {@code /v1/services} gives them
   * @param instances as {@code /v1/instances} gives them
   */
  GraphTree(List<Map<String, Object>> services, List<Map<String, Object>> instances) {
    for (Map<String, Object> service : services) {
      if (!service.containsKey("name")) {
        GraphNode declared = declared(String.valueOf(service.get("host")));
        nodes.put(declared.id(), new Node(declared, "entry"));
      }
    }
    for (Map<String, Object> instance : instances) {
      register(instance);
    }
  }

  /** Labels of calls to declared hosts have the host, or the name and namespace within the mesh. */
  private static GraphNode declared(String host) {
    String mesh = "." + ServiceName.CLUSTER_DOMAIN;
    if (host.endsWith(mesh)) {
      String[] parts = host.substring(0, host.length() - mesh.length()).split("\\.", 2);
      if (parts.length == 2) {
        return new GraphNode(parts[0], parts[1]);
      }
    }
    return GraphNode.of(host, null);
  }

  private void register(Map<String, Object> instance) {
    GraphNode name =
        GraphNode.of(
            String.valueOf(instance.get("service")), String.valueOf(instance.get("namespace")));
    Node node = nodes.get(name.id());
    if (node == null || !node.kind.equals("service")) {
      node = new Node(name, "service");
      nodes.put(name.id(), node);
    }
    node.instances++;
    String id = String.valueOf(instance.get("id"));
    byInstance.put(id, node);
    Object version = instance.get("labels") instanceof Map<?, ?> map ? map.get("version") : null;
    node.versions.computeIfAbsent(version == null ? "" : version.toString(), v -> new Version())
        .instances++;
    if (Boolean.TRUE.equals(instance.get("suspect"))) {
      node.suspect++;
      node.trouble(id, "lost", "connection lost");
    }
  }

  /**
   * Who is kept from calls: one that several keep their calls from is told of once.
   *
   * @param ejections as {@code /v1/ejections} gives them
   */
  void ejections(List<Object> ejections) {
    Map<String, Map<String, Set<String>>> callers = new TreeMap<>();
    for (Object one : ejections) {
      String host = declared(Tree.text(one, "host")).id();
      callers
          .computeIfAbsent(host, id -> new TreeMap<>())
          .computeIfAbsent(Tree.text(one, "instance"), id -> new TreeSet<>())
          .add(Tree.text(one, "by"));
      ejectedBy
          .computeIfAbsent(Tree.text(one, "by") + " " + host, id -> new TreeSet<>())
          .add(Tree.text(one, "instance"));
    }
    callers.forEach(
        (host, instances) -> {
          Node node = nodes.get(host);
          if (node != null) {
            node.ejected = instances.size();
            instances.forEach(
                (id, by) ->
                    node.trouble(
                        id,
                        "ejected",
                        "ejected by "
                            + String.join(", ", by.stream().limit(3).toList())
                            + (by.size() > 3 ? " and " + (by.size() - 3) + " more" : "")));
          }
        });
  }

  /** What is called. */
  void services(List<TrafficRow> rows) {
    rows.forEach(row -> destination(row).traffic = row.traffic());
  }

  /** What is called, by version. */
  void versions(List<TrafficRow> rows) {
    for (TrafficRow row : rows) {
      String version = GraphNode.version(row.key().get(DESTINATION_VERSION));
      Node node = destination(row);
      // Calls that reached nobody have no version, and are no version.
      if (version != null || node.versions.containsKey("")) {
        node.versions.computeIfAbsent(version == null ? "" : version, v -> new Version()).traffic =
            row.traffic();
      }
    }
  }

  /** Who answers, one by one. */
  void instances(List<TrafficRow> rows) {
    for (TrafficRow row : rows) {
      String id = String.valueOf(row.key().get(DESTINATION_INSTANCE));
      Node node = byInstance.get(id);
      double failed = row.traffic().errorShare();
      if (node != null && failed >= FAILING_SHARE) {
        boolean known =
            node.trouble(id, "failing", Math.max(1, Math.round(failed * 100)) + " % errors");
        node.failing += known ? 0 : 1;
      }
    }
  }

  /**
   * Who calls whom.
   *
   * @param byFlags the same told apart by response flags
   */
  void edges(List<TrafficRow> rows, List<TrafficRow> byFlags) {
    // What never left its caller was neither secured nor plain.
    Map<String, double[]> sent = new TreeMap<>();
    Map<String, List<Map<String, Object>>> flagged = new TreeMap<>();
    for (TrafficRow row : byFlags) {
      String flags = row.key().getOrDefault(FLAGS, "");
      if (!flags.isEmpty() && !flags.equals("-")) {
        flagged
            .computeIfAbsent(edgeId(row), id -> new ArrayList<>())
            .add(Tree.of("flags", flags, "rate", rounded(row.traffic().rate())));
      }
      if (NEVER_SENT.stream().noneMatch(row.key().getOrDefault(FLAGS, "")::contains)) {
        double[] sums = sent.computeIfAbsent(edgeId(row), id -> new double[2]);
        sums[0] += row.traffic().secured();
        sums[1] += row.traffic().requests();
      }
    }
    for (TrafficRow row : rows) {
      GraphNode source =
          GraphNode.of(row.key().get(SOURCE_SERVICE), row.key().get(SOURCE_NAMESPACE));
      Node from = nodes.computeIfAbsent(source.id(), id -> made(source));
      Node to = destination(row);
      String protocol = String.valueOf(row.key().get(PROTOCOL));
      edges.add(
          figures(
              Tree.of(
                  "id", edgeId(row),
                  "from", from.name.id(),
                  "to", to.name.id(),
                  "protocol", protocol,
                  "ejected",
                      ejectedBy.getOrDefault(from.name.id() + " " + to.name.id(), Set.of()).size(),
                  "secured", securedShare(sent.get(edgeId(row))),
                  "flags", flagged.get(edgeId(row))),
              row.traffic()));
    }
    edges.sort(Comparator.comparing(edge -> String.valueOf(edge.get("id"))));
  }

  private static String edgeId(TrafficRow row) {
    return GraphNode.of(row.key().get(SOURCE_SERVICE), row.key().get(SOURCE_NAMESPACE)).id()
        + " "
        + GraphNode.of(row.key().get(DESTINATION_SERVICE), row.key().get(DESTINATION_NAMESPACE))
            .id()
        + " "
        + row.key().get(PROTOCOL);
  }

  /** Null where no call was sent: unknown. */
  private static @Nullable Double securedShare(double @Nullable [] sums) {
    return sums == null || sums[1] == 0 ? null : rounded(sums[0] / sums[1]);
  }

  private Node destination(TrafficRow row) {
    GraphNode name =
        GraphNode.of(row.key().get(DESTINATION_SERVICE), row.key().get(DESTINATION_NAMESPACE));
    return nodes.computeIfAbsent(name.id(), id -> made(name));
  }

  /** Not registered: of the outside, or gone. */
  private static Node made(GraphNode name) {
    return new Node(name, name.outside() ? "outside" : "service");
  }

  /** Ordered by id. */
  List<Map<String, Object>> nodes() {
    return nodes.values().stream().map(GraphTree::node).toList();
  }

  /** Ordered by id. */
  List<Map<String, Object>> edges() {
    return edges;
  }

  private static Map<String, Object> node(Node node) {
    Map<String, Object> tree =
        Tree.of(
            "id",
            node.name.id(),
            "name",
            node.name.words(),
            "namespace",
            node.name.namespace().equals(GraphNode.UNKNOWN) ? null : node.name.namespace(),
            "kind",
            node.kind,
            "instances",
            node.instances,
            "suspect",
            node.suspect,
            "failing",
            node.failing,
            "ejected",
            node.ejected,
            "troubled",
            node.troubled,
            "versions",
            versions(node));
    return node.traffic == null ? tree : figures(tree, node.traffic);
  }

  private static List<Map<String, Object>> versions(Node node) {
    double requests =
        node.versions.values().stream()
            .mapToDouble(version -> version.traffic == null ? 0 : version.traffic.requests())
            .sum();
    List<Map<String, Object>> trees = new ArrayList<>();
    node.versions.forEach(
        (name, version) -> {
          Map<String, Object> tree = Tree.of("version", name, "instances", version.instances);
          Traffic traffic = version.traffic;
          tree.put("share", traffic == null ? 0 : rounded(traffic.requests() / requests));
          trees.add(traffic == null ? tree : figures(tree, traffic));
        });
    return trees;
  }

  /** Adds rate, errors and durations; of durations without calls nothing. */
  static Map<String, Object> figures(Map<String, Object> tree, Traffic traffic) {
    tree.put("rate", rounded(traffic.rate()));
    tree.put("errorShare", rounded(traffic.errorShare()));
    if (traffic.requests() > 0) {
      tree.put("p50", rounded(traffic.p50Millis()));
      tree.put("p99", rounded(traffic.p99Millis()));
    }
    return tree;
  }

  /** More digits say nothing. */
  static double rounded(double value) {
    return Double.isFinite(value) ? Math.round(value * PRECISION) / PRECISION : 0;
  }
}
