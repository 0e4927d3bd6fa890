package dev.weft.core.stats;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Istio's labels of one side of a call. */
final class Labels {
  static final String UNKNOWN = "unknown";

  private Labels() {}

  /**
   * One side of which everything is known.
   *
   * @param side {@code source} or {@code destination}
   * @param principal without {@code spiffe://}, as Istio writes it; null: not proven
   */
  static Map<String, String> workload(
      String side,
      String service,
      String namespace,
      Map<String, String> labels,
      @Nullable String principal) {
    String version = labels.get("version");
    Map<String, String> all = new HashMap<>();
    // As deployments are called: reviews-v1.
    all.put(side + "_workload", version == null ? service : service + "-" + version);
    all.put(side + "_workload_namespace", namespace);
    all.put(side + "_app", labels.getOrDefault("app", service));
    all.put(side + "_version", version == null ? UNKNOWN : version);
    all.put(side + "_canonical_service", service);
    all.put(side + "_canonical_revision", version == null ? "latest" : version);
    all.put(side + "_principal", principal == null ? UNKNOWN : principal);
    return all;
  }

  static Map<String, String> unknown(String side) {
    Map<String, String> all = new HashMap<>();
    for (String name :
        new String[] {
          "workload",
          "workload_namespace",
          "app",
          "version",
          "canonical_service",
          "canonical_revision",
          "principal"
        }) {
      all.put(side + "_" + name, UNKNOWN);
    }
    return all;
  }

  /** The destination as it was called. */
  static Map<String, String> service(String host, String name, String namespace) {
    return Map.of(
        "destination_service",
        host,
        "destination_service_name",
        name,
        "destination_service_namespace",
        namespace);
  }

  /** {@code spiffe://d/ns/n/sa/a} to {@code d/ns/n/sa/a}. */
  static String principal(String spiffeId) {
    return spiffeId.startsWith("spiffe://") ? spiffeId.substring("spiffe://".length()) : spiffeId;
  }
}
