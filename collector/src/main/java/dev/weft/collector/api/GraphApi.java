package dev.weft.collector.api;

import static dev.weft.collector.metrics.Dimension.DESTINATION_INSTANCE;
import static dev.weft.collector.metrics.Dimension.DESTINATION_NAMESPACE;
import static dev.weft.collector.metrics.Dimension.DESTINATION_SERVICE;
import static dev.weft.collector.metrics.Dimension.DESTINATION_VERSION;
import static dev.weft.collector.metrics.Dimension.FLAGS;
import static dev.weft.collector.metrics.Dimension.GRPC_STATUS;
import static dev.weft.collector.metrics.Dimension.PROTOCOL;
import static dev.weft.collector.metrics.Dimension.RESPONSE_CODE;
import static dev.weft.collector.metrics.Dimension.SOURCE_NAMESPACE;
import static dev.weft.collector.metrics.Dimension.SOURCE_SERVICE;

import dev.weft.collector.json.Tree;
import dev.weft.collector.metrics.Traffic;
import dev.weft.collector.metrics.TrafficQueries;
import dev.weft.collector.metrics.TrafficQuery;
import dev.weft.collector.metrics.TrafficRow;
import dev.weft.collector.metrics.TrafficSeries;
import dev.weft.collector.metrics.Window;
import dev.weft.collector.push.Control;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The mesh's traffic: who calls whom, and each service over time. */
final class GraphApi {
  private static final long DEFAULT_SECONDS = 60;
  private static final long MAX_SECONDS = TrafficQueries.MINUTES_KEPT.toSeconds();

  /** Agents tell every 5 s; finer points would show that instead of the calls. */
  private static final long FINE_STEP_SECONDS = 5;

  private static final long MINUTE = 60;

  /** The last minute of what is kept by the second is left to windows that end some seconds ago. */
  private static final long FINE_SECONDS = TrafficQueries.SECONDS_KEPT.toSeconds() - MINUTE;

  /** As many as a plot of a page shows. */
  private static final long MAX_POINTS = 180;

  private final MeshView mesh;
  private final TrafficQueries traffic;

  GraphApi(MeshView mesh, TrafficQueries traffic) {
    this.mesh = mesh;
    this.traffic = traffic;
  }

  List<Operation> operations() {
    return List.of(
        Operation.get(
                "/v1/graph",
                "getGraph",
                "Who calls whom: rates, errors and durations of services and connections.",
                this::graph)
            .query("window", "seconds that are looked at, 1 to 86400; default: 60")
            .answers(Map.of(200, "nodes and edges", 400, "a parameter cannot be read")),
        Operation.get(
                "/v1/graph/connection",
                "getConnection",
                "One edge of the graph: the versions that were reached, and what they answered.",
                this::connection)
            .query("from", "id of the caller's node, required")
            .query("to", "id of the node that is called, required")
            .query("window", "seconds that are looked at, 1 to 86400; default: 60")
            .answers(Map.of(200, "the connection", 400, "a parameter cannot be read")),
        Operation.get(
                "/v1/services/{namespace}/{name}/series",
                "getServiceSeries",
                "The calls to a service over time.",
                this::series)
            .query("seconds", "until now, 1 to 86400; default: 600")
            .answers(Map.of(200, "points without gaps", 400, "a parameter cannot be read")));
  }

  private Window window(Call call) {
    return traffic.latest(Duration.ofSeconds(call.number("window", DEFAULT_SECONDS, MAX_SECONDS)));
  }

  private Answer graph(Call call) {
    Window window = window(call);
    TrafficQuery all = TrafficQuery.of(window);
    List<List<TrafficRow>> rows =
        traffic.rows(
            window,
            List.of(
                all.by(DESTINATION_SERVICE, DESTINATION_NAMESPACE),
                all.by(DESTINATION_SERVICE, DESTINATION_NAMESPACE, DESTINATION_VERSION),
                all.by(DESTINATION_INSTANCE),
                all.by(
                    SOURCE_SERVICE,
                    SOURCE_NAMESPACE,
                    DESTINATION_SERVICE,
                    DESTINATION_NAMESPACE,
                    PROTOCOL),
                all.by(
                    SOURCE_SERVICE,
                    SOURCE_NAMESPACE,
                    DESTINATION_SERVICE,
                    DESTINATION_NAMESPACE,
                    PROTOCOL,
                    FLAGS)));
    GraphTree graph = new GraphTree(mesh.ask(Control::services), mesh.ask(Control::instances));
    graph.services(rows.get(0));
    graph.versions(rows.get(1));
    graph.ejections(Tree.list(mesh.ask(Control::ejections), "ejections"));
    graph.instances(rows.get(2));
    graph.edges(rows.get(3), rows.get(4));
    return Answer.ok(
        Tree.of(
            "fromMillis", window.fromMillis(),
            "toMillis", window.toMillis(),
            "nodes", graph.nodes(),
            "edges", graph.edges()));
  }

  private Answer connection(Call call) {
    GraphNode from = GraphNode.read(call.query("from"), "from");
    GraphNode to = GraphNode.read(call.query("to"), "to");
    TrafficQuery query =
        TrafficQuery.of(window(call))
            .where(SOURCE_SERVICE, from.service())
            .where(SOURCE_NAMESPACE, from.namespace())
            .where(DESTINATION_SERVICE, to.service())
            .where(DESTINATION_NAMESPACE, to.namespace());
    List<TrafficRow> versions = traffic.rows(query.by(DESTINATION_VERSION));
    double requests = versions.stream().mapToDouble(row -> row.traffic().requests()).sum();
    return Answer.ok(
        Tree.of(
            "from",
            from.id(),
            "to",
            to.id(),
            "versions",
            versions.stream()
                .map(
                    row ->
                        GraphTree.figures(
                            Tree.of(
                                "version",
                                GraphNode.version(row.key().get(DESTINATION_VERSION)),
                                "share",
                                GraphTree.rounded(
                                    requests == 0 ? 0 : row.traffic().requests() / requests)),
                            row.traffic()))
                .toList(),
            "answers",
            traffic.rows(query.by(RESPONSE_CODE, GRPC_STATUS, FLAGS)).stream()
                .sorted((a, b) -> Double.compare(b.traffic().requests(), a.traffic().requests()))
                .map(GraphApi::answer)
                .toList()));
  }

  private static Map<String, Object> answer(TrafficRow row) {
    String flags = row.key().get(FLAGS);
    String grpc = row.key().get(GRPC_STATUS);
    return Tree.of(
        "code",
        row.key().get(RESPONSE_CODE),
        "grpc",
        grpc == null || grpc.isEmpty() ? null : grpc,
        "flags",
        flags == null || flags.equals("-") ? null : flags,
        "rate",
        GraphTree.rounded(row.traffic().rate()),
        "failed",
        row.traffic().errors() > 0);
  }

  private Answer series(Call call) {
    long seconds = call.number("seconds", 600, MAX_SECONDS);
    long step = step(seconds);
    List<TrafficSeries> found =
        traffic.series(
            TrafficQuery.of(traffic.latest(Duration.ofSeconds(seconds)))
                .where(DESTINATION_SERVICE, call.path("name"))
                .where(DESTINATION_NAMESPACE, call.path("namespace")),
            Duration.ofSeconds(step));
    if (found.isEmpty()) {
      return Answer.ok(Tree.of("stepMillis", step * 1000, "points", List.of()));
    }
    TrafficSeries one = found.get(0);
    return Answer.ok(
        Tree.of(
            "fromMillis", one.fromMillis(),
            "stepMillis", one.stepMillis(),
            "points", one.points().stream().map(GraphApi::point).toList()));
  }

  private static Map<String, Object> point(Traffic traffic) {
    Map<String, Object> tree = GraphTree.figures(Tree.of(), traffic);
    if (traffic.requests() > 0) {
      tree.put("p90", GraphTree.rounded(traffic.p90Millis()));
    }
    return tree;
  }

  /** What a plot can show, and what is kept that finely. */
  private static long step(long seconds) {
    if (seconds <= FINE_SECONDS) {
      return FINE_STEP_SECONDS;
    }
    long minutes = (seconds + MINUTE * MAX_POINTS - 1) / (MINUTE * MAX_POINTS);
    // Ten minutes are kept as such; nine would be read minute by minute.
    return (minutes <= 2 ? minutes : 10) * MINUTE;
  }
}
