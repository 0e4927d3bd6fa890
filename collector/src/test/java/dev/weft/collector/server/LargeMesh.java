package dev.weft.collector.server;

import com.microsoft.playwright.Route.FulfillOptions;
import dev.weft.collector.json.Json;
import dev.weft.collector.json.Tree;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** A mesh as large as the page is meant for, the same each time. */
final class LargeMesh {
  static final int SERVICES = 200;
  static final int CONNECTIONS = 2_000;

  private static final int LAYERS = 6;

  private LargeMesh() {}

  /** What {@code /v1/graph} would give. */
  static FulfillOptions answer() {
    Random random = new Random(7);
    List<Map<String, Object>> nodes = new ArrayList<>();
    for (int i = 0; i < SERVICES; i++) {
      nodes.add(
          figures(
              Tree.of(
                  "id",
                  "shop/service-" + i,
                  "name",
                  "service-" + i,
                  "namespace",
                  "shop",
                  "kind",
                  "service",
                  "instances",
                  1 + i % 5,
                  "suspect",
                  0,
                  "failing",
                  0,
                  "troubled",
                  List.of(),
                  "versions",
                  List.of()),
              random));
    }
    List<Map<String, Object>> edges = new ArrayList<>();
    Set<String> known = new HashSet<>();
    while (edges.size() < CONNECTIONS) {
      int from = random.nextInt(SERVICES);
      int to = random.nextInt(SERVICES);
      boolean onwards = from * LAYERS / SERVICES < to * LAYERS / SERVICES;
      // A few call back, as in life.
      if ((onwards || random.nextInt(100) == 0) && from != to && known.add(from + " " + to)) {
        edges.add(
            figures(
                Tree.of(
                    "id", from + " " + to,
                    "from", "shop/service-" + from,
                    "to", "shop/service-" + to,
                    "protocol", "http",
                    "secured", 1),
                random));
      }
    }
    return new FulfillOptions()
        .setContentType("application/json")
        .setBody(Json.write(Tree.of("nodes", nodes, "edges", edges)));
  }

  private static Map<String, Object> figures(Map<String, Object> tree, Random random) {
    tree.put("rate", random.nextDouble() * 50);
    tree.put("errorShare", random.nextInt(100) == 0 ? 0.1 : 0);
    tree.put("p50", 2 + random.nextDouble() * 5);
    tree.put("p99", 20 + random.nextDouble() * 80);
    return tree;
  }
}
