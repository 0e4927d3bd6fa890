package dev.weft.collector.metrics;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The labels of a series, those that Istio has and no others, and the instance that was called. */
final class SeriesKey {
  /** In the order in which they are shown. */
  static final List<String> NAMES =
      List.of(
          "reporter",
          "source_workload",
          "source_workload_namespace",
          "source_principal",
          "source_app",
          "source_version",
          "source_cluster",
          "source_canonical_service",
          "source_canonical_revision",
          "destination_workload",
          "destination_workload_namespace",
          "destination_principal",
          "destination_app",
          "destination_version",
          "destination_cluster",
          "destination_canonical_service",
          "destination_canonical_revision",
          "destination_service",
          "destination_service_name",
          "destination_service_namespace",
          "request_protocol",
          "response_code",
          "grpc_response_status",
          "response_flags",
          "connection_security_policy");

  /** What has no room of its own. */
  static final SeriesKey OVERFLOW = new SeriesKey(new String[NAMES.size()], "");

  /** The label that says so; agents' own overflow comes with it. */
  static final String OVERFLOW_LABEL = "weft_overflow";

  private static final int MAX_CHARACTERS = 200;
  private static final String UNKNOWN = "unknown";
  private static final Map<String, Integer> PLACES = new HashMap<>();

  static {
    for (int i = 0; i < NAMES.size(); i++) {
      PLACES.put(NAMES.get(i), i);
    }
    Arrays.fill(OVERFLOW.values, "");
  }

  private final String[] values;
  private final String instance;
  private final int hash;

  private SeriesKey(String[] values, String instance) {
    this.values = values;
    this.instance = instance;
    this.hash = 31 * Arrays.hashCode(values) + instance.hashCode();
  }

  /**
   * @param labels as an agent sent them; of these, the ones that Istio has
   */
  static SeriesKey of(Map<String, String> labels) {
    if (labels.containsKey(OVERFLOW_LABEL)) {
      return OVERFLOW;
    }
    String[] values = new String[NAMES.size()];
    for (int i = 0; i < values.length; i++) {
      // A mesh of ours is one cluster, and has no name for it.
      String absent = NAMES.get(i).endsWith("_cluster") ? UNKNOWN : "";
      values[i] = bounded(labels.getOrDefault(NAMES.get(i), absent));
    }
    return new SeriesKey(values, "");
  }

  static boolean isKnown(String label) {
    return PLACES.containsKey(label) || label.equals(OVERFLOW_LABEL);
  }

  private static String bounded(String value) {
    return value.length() <= MAX_CHARACTERS ? value : value.substring(0, MAX_CHARACTERS);
  }

  /** The same calls, of this instance alone. */
  SeriesKey of(String calledInstance) {
    return this == OVERFLOW || calledInstance.isEmpty()
        ? this
        : new SeriesKey(values, bounded(calledInstance));
  }

  /** The same with equal texts being one object: to be kept. */
  SeriesKey interned() {
    String[] shared = new String[values.length];
    for (int i = 0; i < shared.length; i++) {
      shared[i] = values[i].intern();
    }
    return new SeriesKey(shared, instance);
  }

  String get(Dimension dimension) {
    return dimension == Dimension.DESTINATION_INSTANCE ? instance : get(dimension.label());
  }

  String get(String label) {
    return values[PLACES.get(label)];
  }

  boolean isOverflow() {
    return Arrays.equals(values, OVERFLOW.values);
  }

  /** HTTP from 500 on; the codes of gRPC that are a server's errors by OpenTelemetry. */
  boolean isError() {
    if (get(Dimension.PROTOCOL).equals("grpc")) {
      return switch (get(Dimension.GRPC_STATUS)) {
        case "2", "4", "12", "13", "14", "15" -> true;
        default -> false;
      };
    }
    return get(Dimension.RESPONSE_CODE).length() == 3
        && get(Dimension.RESPONSE_CODE).charAt(0) == '5';
  }

  boolean isSecured() {
    return get(Dimension.SECURITY).equals("mutual_tls");
  }

  boolean isOfCaller() {
    return get(Dimension.REPORTER).equals("source");
  }

  boolean isOfServer() {
    return get(Dimension.REPORTER).equals("destination");
  }

  /** Whether the server does not know who called. */
  boolean isOfStranger() {
    return isOfServer() && get(Dimension.SOURCE_WORKLOAD).equals(UNKNOWN);
  }

  /** Whether the call got to a workload, in plaintext. */
  boolean arrivedInPlaintext() {
    return !isSecured() && !get(Dimension.DESTINATION_WORKLOAD).equals(UNKNOWN);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SeriesKey key
        && hash == key.hash
        && instance.equals(key.instance)
        && Arrays.equals(values, key.values);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
