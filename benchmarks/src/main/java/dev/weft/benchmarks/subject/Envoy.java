package dev.weft.benchmarks.subject;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Envoy, one worker each; plaintext, or mutual TLS 1.3 between the two sides. */
final class Envoy extends Sidecars {
  private static final List<String> CACHED =
      List.of("envoy-*", "lib", "python3*", "site-packages", "envoy", "_bin", "envoy");

  private static final String TLS =
      "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.";

  private static final String PLAINTEXT = "null";

  private static final String INBOUND_ROUTES =
      "[{match: {prefix: /}, route: {cluster: next, timeout: 0s}}]";

  /** As many as the VirtualService of Weft's subjects has. */
  private static final String OUTBOUND_ROUTES =
      "[{match: {prefix: /, headers: [{name: end-user, string_match: {exact: jason}}]}, "
          + "route: {cluster: next}}, "
          + "{match: {prefix: /beta/}, route: {cluster: next}}, "
          + "{match: {prefix: /}, route: {cluster: next, timeout: 30s, retry_policy: "
          + "{retry_on: 'connect-failure,refused-stream,retriable-status-codes', "
          + "retriable_status_codes: [503], num_retries: 3, per_try_timeout: 20s}}}]";

  private static final String OUTLIERS =
      "{consecutive_5xx: 5, interval: 5s, base_ejection_time: 30s}";

  private final boolean mtls;

  Envoy(boolean mtls) {
    this.mtls = mtls;
  }

  @Override
  public String name() {
    return mtls ? "envoy-mtls" : "envoy";
  }

  @Override
  public @Nullable Missing missing(Site site) throws IOException {
    return binary() == null
        ? new Missing("Envoy is not installed", "benchmarks/peers/envoy.sh")
        : null;
  }

  private static @Nullable Path binary() throws IOException {
    return Binary.ofThisMachine().find("envoy", "ENVOY_BINARY", CACHED);
  }

  @Override
  List<String> command(Path file) throws IOException {
    Path binary = binary();
    if (binary == null) {
      throw new IOException("envoy is no longer there");
    }
    return List.of(
        binary.toString(),
        "-c",
        file.toString(),
        "--concurrency",
        "1",
        "--use-dynamic-base-id",
        "--log-level",
        "warning");
  }

  @Override
  String extension() {
    return ".yaml";
  }

  @Override
  String configuration(Path jdk, Path folder, Task task) throws IOException {
    if (!mtls) {
      return configuration(task, null);
    }
    Path store = folder.resolve("tls.p12");
    if (Files.notExists(store)) {
      Keys.make(jdk, store);
      Pem.write(store);
    }
    return configuration(task, folder);
  }

  /**
   * @param keys folder of the PEM files; null: plaintext
   */
  private static String configuration(Task task, @Nullable Path keys) {
    String endpoints =
        task.targets().stream()
            .map(port -> "{endpoint: {address: %s}}".formatted(address(port)))
            .collect(joining(", "));
    boolean accepts = keys != null && !task.outbound();
    boolean connects = keys != null && task.outbound();
    return """
    admin: {address: %1$s}
    static_resources:
      listeners:
      - name: sidecar
        stat_prefix: sidecar
        address: %2$s
        filter_chains:
        - transport_socket: %3$s
          filters:
          - name: envoy.filters.network.http_connection_manager
            typed_config:
              "@type": %4$s.network.http_connection_manager.v3.HttpConnectionManager
              stat_prefix: sidecar
              http_filters:
              - name: envoy.filters.http.router
                typed_config: {"@type": %4$s.http.router.v3.Router}
              route_config:
                virtual_hosts:
                - name: all
                  domains: ["*"]
                  routes:
                    %5$s
      clusters:
      - name: next
        type: STATIC
        connect_timeout: 1s
        lb_policy: LEAST_REQUEST
        outlier_detection: %6$s
        transport_socket: %7$s
        load_assignment: {cluster_name: next, endpoints: [{lb_endpoints: [%8$s]}]}
    """
        .formatted(
            address(task.adminPort()),
            address(task.port()),
            accepts ? accepting(keys) : PLAINTEXT,
            "type.googleapis.com/envoy.extensions.filters",
            task.outbound() ? OUTBOUND_ROUTES : INBOUND_ROUTES,
            task.outbound() ? OUTLIERS : "null",
            connects ? connecting(keys) : PLAINTEXT,
            endpoints);
  }

  private static String address(int port) {
    return "{socket_address: {address: 127.0.0.1, port_value: %d}}".formatted(port);
  }

  private static String accepting(Path keys) {
    return "{name: envoy.transport_sockets.tls, typed_config: {'@type': "
        + TLS
        + "DownstreamTlsContext, require_client_certificate: true, common_tls_context: "
        + common(keys)
        + "}}";
  }

  private static String connecting(Path keys) {
    return "{name: envoy.transport_sockets.tls, typed_config: {'@type': "
        + TLS
        + "UpstreamTlsContext, common_tls_context: "
        + common(keys)
        + "}}";
  }

  /** TLS 1.3, its own certificate, and that of the peer checked by authority and name. */
  private static String common(Path keys) {
    return ("{tls_params: {tls_minimum_protocol_version: TLSv1_3, tls_maximum_protocol_version: TLSv1_3}, "
            + "tls_certificates: [{certificate_chain: {filename: %1$s/leaf.pem}, "
            + "private_key: {filename: %1$s/leaf.key}}], "
            + "validation_context: {trusted_ca: {filename: %1$s/root.pem}, "
            + "match_typed_subject_alt_names: [{san_type: DNS, matcher: {exact: localhost}}]}}")
        .formatted(keys);
  }

  @Override
  String readiness() {
    return "/ready";
  }

  @Override
  String statistics() {
    return "/stats?filter=sidecar";
  }

  @Override
  long requests(String statistics) {
    return value(statistics, "http.sidecar.downstream_rq_total");
  }

  /** TLS where it is claimed and nowhere else. */
  @Override
  void check(Task task, String statistics) throws CheckFailed {
    boolean secure =
        statistics.contains("listener.sidecar.ssl.handshake:")
            && value(statistics, "listener.sidecar.ssl.handshake") > 0;
    if (secure != (mtls && !task.outbound())) {
      throw new CheckFailed(task.name() + (secure ? " accepts TLS" : " accepts plaintext"));
    }
  }

  private static long value(String statistics, String name) {
    return statistics
        .lines()
        .filter(line -> line.startsWith(name + ": "))
        .mapToLong(line -> Long.parseLong(line.substring(name.length() + 2)))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no " + name + " in " + statistics));
  }
}
