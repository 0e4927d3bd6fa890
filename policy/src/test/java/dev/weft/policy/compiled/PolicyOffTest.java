package dev.weft.policy.compiled;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.policy.document.DocumentKey;
import dev.weft.policy.document.PolicyDocument;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What stays in force where an operator has switched policy off. */
class PolicyOffTest {
  private static final Consumer WEB = new Consumer("default", Map.of());
  private static final String REVIEWS = "reviews.default.svc.cluster.local";

  private static PolicyDocument document(String kind, Map<String, Object> spec) {
    return new PolicyDocument(
        new DocumentKey(kind, "default", "reviews"),
        "networking.istio.io/v1",
        Map.of(),
        Map.of(),
        spec,
        1);
  }

  @Test
  void routesGoAndOfARuleOnlyTheTlsStays() {
    PolicyDocument routes =
        document(
            "VirtualService",
            Map.of(
                "hosts",
                List.of("reviews"),
                "http",
                List.of(
                    Map.of(
                        "timeout",
                        "1s",
                        "route",
                        List.of(Map.of("destination", Map.of("host", "reviews")))))));
    PolicyDocument rule =
        document(
            "DestinationRule",
            Map.of(
                "host",
                "reviews",
                "trafficPolicy",
                Map.of(
                    "loadBalancer", Map.of("simple", "ROUND_ROBIN"),
                    "tls", Map.of("mode", "ISTIO_MUTUAL"),
                    "portLevelSettings",
                        List.of(
                            Map.of(
                                "port", Map.of("number", 9080L),
                                "loadBalancer", Map.of("simple", "RANDOM"),
                                "tls", Map.of("mode", "DISABLE")))),
                "subsets",
                List.of(Map.of("name", "v1", "labels", Map.of("version", "v1")))));
    PolicyCompiler compiler = new PolicyCompiler();
    CompiledPolicy on = compiler.compile(List.of(routes, rule), WEB);
    assertThat(on.virtualHosts()).containsKey(REVIEWS);
    assertThat(on.defaultRetries()).isEqualTo(RetryPolicy.DEFAULT);

    CompiledPolicy off = compiler.compileSwitchedOff(List.of(routes, rule), WEB);

    assertThat(off.virtualHosts()).isEmpty();
    assertThat(off.defaultRetries().attempts()).isZero();
    ClusterPolicy cluster = off.clusters().get(REVIEWS);
    assertThat(cluster.subsets()).isEmpty();
    assertThat(cluster.traffic())
        .isEqualTo(with(ClusterPolicy.Traffic.DEFAULT, ClusterPolicy.TlsMode.ISTIO_MUTUAL));
    assertThat(cluster.portTraffic().get(9080).tls()).isEqualTo(ClusterPolicy.TlsMode.DISABLE);
    assertThat(cluster.portTraffic().get(9080).loadBalancer())
        .isEqualTo(ClusterPolicy.Traffic.DEFAULT.loadBalancer());
  }

  private static ClusterPolicy.Traffic with(
      ClusterPolicy.Traffic traffic, ClusterPolicy.TlsMode tls) {
    return new ClusterPolicy.Traffic(
        traffic.loadBalancer(), traffic.outlier(), traffic.retryBudget(), tls);
  }

  @Test
  void kindsThatProtectOrNameHostsStay() {
    PolicyDocument entry = document("ServiceEntry", Map.of("hosts", List.of("example.com")));
    PolicyDocument deny = document("AuthorizationPolicy", Map.of("action", "DENY"));
    assertThat(PolicyOff.remains(List.of(entry, deny))).containsExactly(entry, deny);
  }
}
