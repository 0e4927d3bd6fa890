package dev.weft.collector.api;

import org.jspecify.annotations.Nullable;

/**
 * What a node of the graph is called.
 *
 * @param service as Istio's labels have it
 * @param namespace likewise; {@code unknown} where there is none
 */
record GraphNode(String service, String namespace) {
  static final String UNKNOWN = "unknown";

  /** Istio's name for all hosts that the mesh does not know. */
  static final String OUTSIDE = "PassthroughCluster";

  static GraphNode of(@Nullable String service, @Nullable String namespace) {
    return new GraphNode(
        service == null || service.isEmpty() ? UNKNOWN : service,
        namespace == null || namespace.isEmpty() ? UNKNOWN : namespace);
  }

  /** What {@link #id} has made. */
  static GraphNode read(String id, String parameter) {
    String[] parts = id.split("/", -1);
    if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
      throw new ApiException(
          400, "query parameter " + parameter + ": '" + id + "', expected namespace/name");
    }
    return new GraphNode(parts[1], parts[0]);
  }

  String id() {
    return namespace + "/" + service;
  }

  /** Whether it stands for whatever the mesh does not know. */
  boolean outside() {
    return service.equals(UNKNOWN) || service.equals(OUTSIDE);
  }

  /** For people. */
  String words() {
    if (service.equals(UNKNOWN)) {
      return "outside callers";
    }
    return service.equals(OUTSIDE) ? "outside hosts" : service;
  }

  /** Null where there is none. */
  static @Nullable String version(@Nullable String label) {
    return label == null || label.isEmpty() || label.equals(UNKNOWN) ? null : label;
  }
}
