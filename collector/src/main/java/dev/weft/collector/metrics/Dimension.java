package dev.weft.collector.metrics;

/** What calls can be told apart by; values are those of Istio's labels. */
public enum Dimension {
  /** {@code source}: as its caller counted it; {@code destination}: as its server did. */
  REPORTER("reporter"),
  SOURCE_SERVICE("source_canonical_service"),
  SOURCE_NAMESPACE("source_workload_namespace"),
  /** Service and version, as deployments are called: {@code reviews-v1}. */
  SOURCE_WORKLOAD("source_workload"),
  SOURCE_VERSION("source_version"),
  /** The short name; of a host of the outside {@code PassthroughCluster}. */
  DESTINATION_SERVICE("destination_service_name"),
  DESTINATION_NAMESPACE("destination_service_namespace"),
  /** The whole name that was called: {@code reviews.default.svc.cluster.local}. */
  DESTINATION_HOST("destination_service"),
  DESTINATION_WORKLOAD("destination_workload"),
  DESTINATION_VERSION("destination_version"),
  /**
   * {@code <agent id>/<service>}, as in {@code /v1/instances}; empty: no instance was reached, or
   * there are too many to count each.
   */
  DESTINATION_INSTANCE("destination_instance"),
  /** {@code http} or {@code grpc}. */
  PROTOCOL("request_protocol"),
  /** {@code 0}: the caller gave up before an answer. */
  RESPONSE_CODE("response_code"),
  /** The number of gRPC's status; empty: not gRPC, or none came. */
  GRPC_STATUS("grpc_response_status"),
  /** Envoy's, with commas between; {@code -}: none. */
  FLAGS("response_flags"),
  /** {@code mutual_tls} or {@code none}. */
  SECURITY("connection_security_policy");

  private final String label;

  Dimension(String label) {
    this.label = label;
  }

  /**
   * The name of Istio's label; of {@link #DESTINATION_INSTANCE}, which Istio has none for, ours.
   */
  public String label() {
    return label;
  }
}
