package dev.weft.smoke.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.smoke.harness.Await;
import dev.weft.smoke.harness.Bookinfo;
import dev.weft.smoke.harness.Collector;
import dev.weft.smoke.harness.Jars;
import dev.weft.smoke.harness.Jdk;
import dev.weft.smoke.harness.Jvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * The real Prometheus scrapes the demo, and the questions that Kiali and Istio's dashboards for
 * Grafana ask are answered from it. The queries are theirs, with their variables filled in.
 */
class PrometheusIT {
  /** Half of what reviews asks of ratings fails. */
  private static final String FAULT =
      """
      apiVersion: networking.istio.io/v1
      kind: VirtualService
      metadata: {name: ratings, namespace: default}
      spec:
        hosts: [ratings]
        http:
        - fault: {abort: {percentage: {value: 50}, httpStatus: 503}}
          route: [{destination: {host: ratings}}]
      """;

  private static final String BY_EDGE =
      "(source_cluster,source_workload_namespace,source_workload,source_canonical_service,"
          + "source_canonical_revision,destination_cluster,destination_service_namespace,"
          + "destination_service,destination_service_name,destination_workload_namespace,"
          + "destination_workload,destination_canonical_service,destination_canonical_revision,"
          + "request_protocol,response_code,grpc_response_status,response_flags) > 0";

  /** Kiali's graph: what came into a namespace, and what went out of it. */
  private static final String KIALI_IN =
      "sum(rate(istio_requests_total{reporter=\"destination\","
          + "destination_workload_namespace=\"default\"} [60s])) by "
          + BY_EDGE;

  private static final String KIALI_OUT =
      "sum(rate(istio_requests_total{reporter=\"source\",source_workload_namespace=\"default\"}"
          + " [60s])) by "
          + BY_EDGE;

  /** Kiali's graph: requests that did not get to any workload. */
  private static final String KIALI_UNSERVED =
      "sum(rate(istio_requests_total{reporter=\"source\",source_workload_namespace!=\"other\","
          + "destination_workload_namespace=\"unknown\",destination_workload=\"unknown\","
          + "destination_service=~\"^.+\\\\.default\\\\..+$\"} [60s])) by "
          + BY_EDGE;

  /** Kiali's padlock. */
  private static final String KIALI_SECURITY =
      "sum(rate(istio_requests_total{reporter=\"destination\","
          + "source_workload_namespace=\"default\"}[60s])) by (source_workload_namespace,"
          + "source_workload,source_canonical_service,source_canonical_revision,source_principal,"
          + "destination_service_namespace,destination_service_name,"
          + "destination_workload_namespace,destination_workload,destination_canonical_service,"
          + "destination_canonical_revision,destination_principal,connection_security_policy) > 0";

  /** Kiali's response times on edges. */
  private static final String KIALI_TIME =
      "histogram_quantile(0.95, sum(rate(istio_request_duration_milliseconds_bucket{"
          + "reporter=\"source\",source_workload_namespace=\"default\","
          + "response_code=~\"2[0-9]{2}$\",grpc_response_status=~\"^0$|^$\"}[60s])) by (le,"
          + "source_workload_namespace,source_workload,source_canonical_service,"
          + "source_canonical_revision,destination_service_namespace,destination_service_name,"
          + "destination_workload_namespace,destination_workload,destination_canonical_service,"
          + "destination_canonical_revision)) > 0";

  /** Istio's dashboards: mesh, service, workload. Each must have an answer that is a number. */
  private static final Map<String, String> DASHBOARDS =
      Map.of(
          "mesh: requests",
          "round(sum(rate(istio_requests_total{reporter=~\"source|waypoint\"}[1m])), 0.01)",
          "mesh: success rate",
          "sum(rate(istio_requests_total{reporter=~\"source|waypoint\",response_code!~\"5..\"}[1m]))"
              + " / sum(rate(istio_requests_total{reporter=~\"source|waypoint\"}[1m]))",
          "mesh: 5xx",
          "round(sum(rate(istio_requests_total{reporter=~\"source|waypoint\","
              + "response_code=~\"5..\"}[1m])), 0.01)",
          "mesh: p90 by workload",
          "label_join(histogram_quantile(0.9, sum(rate("
              + "istio_request_duration_milliseconds_bucket{reporter=~\"source|waypoint\"}[1m]))"
              + " by (le,destination_workload,destination_workload_namespace)),"
              + " \"destination_workload_var\", \".\", \"destination_workload\","
              + " \"destination_workload_namespace\")",
          "service: client success rate",
          "sum(irate(istio_requests_total{reporter=~\"source\","
              + "destination_service=~\"reviews.default.svc.cluster.local\","
              + "response_code!~\"5.*\"}[5m])) / sum(irate(istio_requests_total{"
              + "reporter=~\"source\","
              + "destination_service=~\"reviews.default.svc.cluster.local\"}[5m]))",
          "service: incoming by source, encrypted",
          "round(sum(irate(istio_requests_total{connection_security_policy=\"mutual_tls\","
              + "destination_service=~\"reviews.default.svc.cluster.local\","
              + "reporter=~\"destination\",source_workload=~\"productpage.*\","
              + "source_workload_namespace=~\"default\"}[5m])) by (source_workload,"
              + "source_workload_namespace, response_code), 0.001)",
          "service: incoming duration",
          "histogram_quantile(0.99, sum(irate(istio_request_duration_milliseconds_bucket{"
              + "reporter=~\"destination\","
              + "destination_service=~\"details.default.svc.cluster.local\"}[1m])) by (le))",
          "workload: incoming",
          "round(sum(irate(istio_requests_total{reporter=~\"destination\","
              + "destination_workload_namespace=~\"default\","
              + "destination_workload=~\"reviews-v2\"}[5m])), 0.001)",
          "workload: outgoing by destination and code",
          "round(sum(irate(istio_requests_total{connection_security_policy=\"mutual_tls\","
              + "source_workload_namespace=~\"default\",source_workload=~\"productpage-v1\","
              + "reporter=~\"source\"}[5m])) by (destination_service, response_code), 0.001)");

  @Test
  void theQueriesOfKialiAndOfIstiosDashboardsAreAnswered() throws Exception {
    try (Bookinfo mesh = new Bookinfo();
        Prometheus prometheus = Prometheus.startOrSkip(mesh.collector().port())) {
      mesh.awaitPage();
      mesh.collector().apply(FAULT);
      Await.until(
          "all edges in Prometheus",
          Duration.ofSeconds(90),
          () -> {
            mesh.page();
            return prometheus.scrape().equals("up")
                    && edges(prometheus, KIALI_OUT).containsAll(OUTGOING)
                    && edges(prometheus, KIALI_IN).containsAll(INCOMING)
                    && codes(prometheus).containsAll(Set.of("200 -", "503 FI"))
                ? true
                : null;
          },
          () -> edges(prometheus, KIALI_OUT) + "\n" + edges(prometheus, KIALI_IN) + prometheus);

      assertThat(edges(prometheus, KIALI_OUT)).isEqualTo(OUTGOING);
      assertThat(prometheus.query(KIALI_UNSERVED))
          .as("refused by a fault, before any workload")
          .allMatch(one -> label(one, "destination_service_name").equals("ratings"))
          .isNotEmpty();
      assertThat(prometheus.query(KIALI_SECURITY))
          .as("calls of the mesh")
          .hasSizeGreaterThanOrEqualTo(3)
          .allMatch(one -> label(one, "connection_security_policy").equals("mutual_tls"))
          .allMatch(
              one -> label(one, "source_principal").startsWith("cluster.local/ns/default/sa"));
      assertThat(prometheus.query(KIALI_TIME)).hasSizeGreaterThanOrEqualTo(3);
      DASHBOARDS.forEach(
          (panel, query) ->
              Await.until(
                  panel,
                  Duration.ofSeconds(30),
                  () -> {
                    mesh.page();
                    return isAnswered(prometheus.query(query)) ? true : null;
                  },
                  () -> prometheus.query(query)));
      double success = value(prometheus, DASHBOARDS.get("mesh: success rate"));
      assertThat(success).isBetween(0.5, 0.999);

      List<String> traces =
          prometheus.exemplars("istio_request_duration_milliseconds_bucket{reporter=\"source\"}");
      assertThat(traces).isNotEmpty();
      String last = traces.get(traces.size() - 1);
      JsonNode trace = mesh.collector().get("/api/traces/" + last).path("data").path(0);
      assertThat(trace.path("traceID").asText()).isEqualTo(last);
    }
  }

  @Test
  void aProtectedCollectorIsScrapedWithATokenOfRoleRead() throws Exception {
    try (Collector collector = new Collector("--secure")) {
      Path folder = Files.createTempDirectory("weft-scrape-");
      Path token = Files.writeString(folder.resolve("token"), readToken(collector));
      String authority = Files.readString(collector.dataDir().resolve("authority.pem"));
      String begin = "-----BEGIN CERTIFICATE-----";
      Path roots =
          Files.writeString(
              folder.resolve("roots.pem"), authority.substring(authority.indexOf(begin)));
      try (Prometheus prometheus = Prometheus.startOrSkip(collector.port(), roots, token)) {
        Await.until(
            "a scrape",
            Duration.ofSeconds(60),
            () -> prometheus.scrape().equals("up") ? true : null,
            () -> prometheus);
        assertThat(prometheus.query("weft_collector_agents")).hasSize(1);
      }
    }
  }

  private static String readToken(Collector collector) {
    try (Jvm weft =
        Jvm.builder(Jdk.running(), "weft")
            .jar(
                Jars.collector(),
                "token",
                "create",
                "--role",
                "read",
                "--name",
                "prometheus",
                "--collector",
                "https://127.0.0.1:" + collector.port(),
                "--token-file",
                collector.dataDir().resolve("admin-token").toString())
            .start(line -> {})) {
      assertThat(weft.awaitExit(Duration.ofSeconds(30))).as(weft::toString).isZero();
      return weft.output().get(0);
    }
  }

  private static final Set<String> OUTGOING =
      Set.of(
          "productpage-v1>details.default:details-v1",
          "productpage-v1>reviews.default:reviews-v2",
          "reviews-v2>ratings.default:ratings-v1",
          "reviews-v2>ratings.default:unknown");

  /** Nobody in the mesh calls the page; other callers are called as they call themselves. */
  private static final Set<String> INCOMING =
      Set.of(
          "unknown>productpage.default:productpage-v1",
          "productpage-v1>details.default:details-v1",
          "productpage-v1>reviews.default:reviews-v2",
          "reviews-v2>ratings.default:ratings-v1");

  private static Set<String> edges(Prometheus prometheus, String query) {
    Set<String> edges = new TreeSet<>();
    for (JsonNode one : prometheus.query(query)) {
      edges.add(
          label(one, "source_workload")
              + ">"
              + label(one, "destination_service_name")
              + "."
              + label(one, "destination_service_namespace")
              + ":"
              + label(one, "destination_workload"));
    }
    return edges;
  }

  private static List<String> codes(Prometheus prometheus) {
    List<String> codes = new ArrayList<>();
    for (JsonNode one : prometheus.query(KIALI_OUT)) {
      codes.add(label(one, "response_code") + " " + label(one, "response_flags"));
    }
    return codes;
  }

  private static boolean isAnswered(JsonNode samples) {
    for (JsonNode one : samples) {
      if (!Double.isFinite(one.path("value").path(1).asDouble())) {
        return false;
      }
    }
    return !samples.isEmpty();
  }

  private static double value(Prometheus prometheus, String query) {
    return prometheus.query(query).path(0).path("value").path(1).asDouble();
  }

  private static String label(JsonNode sample, String name) {
    return sample.path("metric").path(name).asText();
  }
}
