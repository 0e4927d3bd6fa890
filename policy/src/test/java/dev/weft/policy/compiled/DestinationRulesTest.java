package dev.weft.policy.compiled;

import static dev.weft.policy.compiled.Documents.destinationRule;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.policy.compiled.ClusterPolicy.LoadBalancer;
import dev.weft.policy.compiled.ClusterPolicy.OutlierDetection;
import dev.weft.policy.compiled.ClusterPolicy.RetryBudget;
import dev.weft.policy.compiled.ClusterPolicy.TlsMode;
import dev.weft.policy.compiled.ClusterPolicy.Traffic;
import dev.weft.policy.document.PolicyDocument;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DestinationRulesTest {
  private static final String HOST = "a.prod.svc.cluster.local";

  private static Map<String, ClusterPolicy> clusters(
      String namespace, Map<String, String> labels, String... rules) {
    return new PolicyCompiler()
        .compile(Documents.of(rules), new Consumer(namespace, labels))
        .clusters();
  }

  private static ClusterPolicy cluster(String... rules) {
    return clusters("default", Map.of(), rules).get(HOST);
  }

  private static String rule(String name, String spec) {
    return destinationRule(name, "{host: " + HOST + ", " + spec + "}");
  }

  private static Traffic traffic(String policy) {
    return cluster(rule("prod/r", "trafficPolicy: {" + policy + "}")).traffic();
  }

  private static String source(Map<String, ClusterPolicy> clusters, String host) {
    String best = HostNames.mostSpecific(clusters.keySet(), host);
    return best == null ? "" : clusters.get(best).source();
  }

  @ParameterizedTest
  @CsvSource({
    "LEAST_REQUEST, LEAST_REQUEST",
    "LEAST_CONN, LEAST_REQUEST",
    "UNSPECIFIED, LEAST_REQUEST",
    "ROUND_ROBIN, ROUND_ROBIN",
    "RANDOM, RANDOM",
    "PASSTHROUGH, PASSTHROUGH"
  })
  void simpleBalancersAreTaken(String written, LoadBalancer expected) {
    assertThat(traffic("loadBalancer: {simple: " + written + "}").loadBalancer())
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "DISABLE, DISABLE",
    "ISTIO_MUTUAL, ISTIO_MUTUAL",
    "SIMPLE, AUTO",
  })
  void tlsThatIsNotOriginatedLeavesTheMeshsOwn(String mode, TlsMode expected) {
    assertThat(traffic("tls: {mode: " + mode + "}").tls()).isEqualTo(expected);
    assertThat(traffic("tls: {sni: a}").tls()).isEqualTo(TlsMode.DISABLE);
  }

  @Test
  void outlierDetectionHasIstiosDefaults() {
    assertThat(traffic("outlierDetection: {}").outlier())
        .isEqualTo(
            new OutlierDetection(
                5, 0, 5, false, Duration.ofSeconds(10), Duration.ofSeconds(30), 10, 0, Set.of()));
    assertThat(traffic("tls: {mode: DISABLE}").outlier()).isNull();
  }

  @Test
  void outlierDetectionTellsZeroFromAbsent() {
    assertThat(
            traffic(
                    "outlierDetection: {consecutive5xxErrors: 0, consecutiveGatewayErrors: 3,"
                        + " splitExternalLocalOriginErrors: true,"
                        + " consecutiveLocalOriginFailures: 2, interval: 1s, baseEjectionTime: 2s,"
                        + " maxEjectionPercent: 0, minHealthPercent: 40,"
                        + " outlierDetectionHttpErrorCodes: [500, 503]}")
                .outlier())
        .isEqualTo(
            new OutlierDetection(
                0,
                3,
                2,
                true,
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                10,
                40,
                Set.of(500, 503)));
    assertThat(traffic("outlierDetection: {consecutiveErrors: 7}").outlier().consecutiveGateway())
        .isEqualTo(7);
  }

  @Test
  void retryBudgetsHaveIstiosDefaults() {
    assertThat(traffic("retryBudget: {}").retryBudget()).isEqualTo(RetryBudget.DEFAULT);
    assertThat(
            traffic("retryBudget: {percent: 12.5, minRetryConcurrency: 9, budgetInterval: 10s}")
                .retryBudget())
        .isEqualTo(new RetryBudget(12.5, 9, Duration.ofSeconds(10)));
    assertThat(traffic("retryBudget: {percent: 0, minRetryConcurrency: 0}").retryBudget())
        .isEqualTo(new RetryBudget(0, 3, Duration.ZERO));
  }

  @Test
  void subsetsOverrideBlockByBlockAndPortsReplaceAll() {
    ClusterPolicy cluster =
        cluster(
            rule(
                "prod/r",
                "trafficPolicy: {loadBalancer: {simple: RANDOM}, outlierDetection: {},"
                    + " retryBudget: {}, tls: {mode: ISTIO_MUTUAL},"
                    + " portLevelSettings: [{port: {number: 80}, tls: {mode: DISABLE}}]},"
                    + " subsets: [{name: v1, labels: {version: v1}, trafficPolicy:"
                    + " {loadBalancer: {simple: ROUND_ROBIN}, portLevelSettings:"
                    + " [{port: {number: 81}, outlierDetection: {consecutive5xxErrors: 1}}]}},"
                    + " {name: v2, labels: {version: v2}}]"));
    Traffic top = cluster.traffic();
    assertThat(top.loadBalancer()).isEqualTo(LoadBalancer.RANDOM);
    // No block of the rule's, not even its budget, is inherited by the port.
    assertThat(cluster.portTraffic())
        .containsOnly(
            Map.entry(80, new Traffic(LoadBalancer.LEAST_REQUEST, null, null, TlsMode.DISABLE)));
    ClusterPolicy.Subset v1 = cluster.subsets().get("v1");
    assertThat(v1.labels()).isEqualTo(Map.of("version", "v1"));
    assertThat(v1.traffic())
        .isEqualTo(
            new Traffic(
                LoadBalancer.ROUND_ROBIN, top.outlier(), top.retryBudget(), TlsMode.ISTIO_MUTUAL));
    assertThat(v1.portTraffic().get(80))
        .isEqualTo(new Traffic(LoadBalancer.ROUND_ROBIN, null, null, TlsMode.DISABLE));
    Traffic on81 = v1.portTraffic().get(81);
    assertThat(on81.loadBalancer()).isEqualTo(LoadBalancer.LEAST_REQUEST);
    assertThat(on81.outlier().consecutive5xx()).isEqualTo(1);
    assertThat(on81.tls()).isEqualTo(TlsMode.AUTO);
    assertThat(on81.retryBudget()).isEqualTo(RetryBudget.DEFAULT);
    assertThat(cluster.subsets().get("v2").traffic()).isEqualTo(top);
    assertThat(cluster.subsets().get("v2").portTraffic()).isEqualTo(cluster.portTraffic());
  }

  @Test
  void theCallersNamespaceComesBeforeTheServicesAndThatBeforeTheRoot() {
    String own = rule("default/own", "subsets: [{name: a}]");
    String services = rule("prod/services", "subsets: [{name: b}]");
    String root = rule("istio-system/root", "subsets: [{name: c}]");
    String third = rule("third/third", "subsets: [{name: d}]");
    assertThat(source(clusters("default", Map.of(), root, services, own, third), HOST))
        .isEqualTo("default/own");
    assertThat(source(clusters("default", Map.of(), root, services, third), HOST))
        .isEqualTo("prod/services");
    assertThat(source(clusters("default", Map.of(), root, third), HOST))
        .isEqualTo("istio-system/root");
    assertThat(clusters("default", Map.of(), third)).isEmpty();
    assertThat(source(clusters("third", Map.of(), third), HOST)).isEqualTo("third/third");
  }

  @Test
  void theCallersNamespaceWinsAlsoWithALessSpecificHost() {
    String own =
        destinationRule("default/own", "{host: '*.svc.cluster.local', subsets: [{name: a}]}");
    Map<String, ClusterPolicy> clusters =
        clusters("default", Map.of(), rule("prod/services", "subsets: [{name: b}]"), own);
    assertThat(source(clusters, HOST)).isEqualTo("default/own");
    assertThat(source(clusters, "z.any.svc.cluster.local")).isEqualTo("default/own");
  }

  @Test
  void aWildcardOfAnotherNamespaceIsForItsOwnServicesOnly() {
    String wide = destinationRule("prod/wide", "{host: '*.local', subsets: [{name: a}]}");
    Map<String, ClusterPolicy> clusters = clusters("default", Map.of(), wide);
    assertThat(source(clusters, HOST)).isEqualTo("prod/wide");
    assertThat(source(clusters, "a.other.svc.cluster.local")).isEmpty();
    String root = destinationRule("istio-system/wide", "{host: '*.local', subsets: [{name: a}]}");
    Map<String, ClusterPolicy> withRoot = clusters("default", Map.of(), wide, root);
    assertThat(source(withRoot, HOST)).isEqualTo("prod/wide");
    assertThat(source(withRoot, "a.other.svc.cluster.local")).isEqualTo("istio-system/wide");
  }

  @Test
  void rulesThatAreNotExportedStayAtHome() {
    String hidden = rule("prod/hidden", "exportTo: [.], subsets: [{name: a}]");
    String named = rule("prod/named", "exportTo: [default], subsets: [{name: b}]");
    assertThat(clusters("default", Map.of(), hidden)).isEmpty();
    assertThat(source(clusters("prod", Map.of(), hidden), HOST)).isEqualTo("prod/hidden");
    assertThat(source(clusters("default", Map.of(), hidden, named), HOST)).isEqualTo("prod/named");
    assertThat(clusters("other", Map.of(), named)).isEmpty();
  }

  @Test
  void ofARootCallerOnlyPrivateRulesOfTheRootComeFirst() {
    String root = rule("istio-system/root", "subsets: [{name: a}]");
    String own = rule("istio-system/own", "exportTo: [.], subsets: [{name: b}]");
    String services = rule("prod/services", "subsets: [{name: c}]");
    assertThat(source(clusters("istio-system", Map.of(), root, services), HOST))
        .isEqualTo("prod/services");
    assertThat(source(clusters("istio-system", Map.of(), root, services, own), HOST))
        .isEqualTo("istio-system/own");
  }

  @Test
  void rulesOfOneHostAreMergedOldestFirst() {
    ClusterPolicy cluster =
        cluster(
            rule("prod/one", "subsets: [{name: v1, labels: {version: v1}}]"),
            rule(
                "prod/two",
                "trafficPolicy: {loadBalancer: {simple: RANDOM}},"
                    + " subsets: [{name: v1, labels: {version: x}}, {name: v2}]"),
            rule("prod/three", "trafficPolicy: {loadBalancer: {simple: ROUND_ROBIN}}"));
    assertThat(cluster.source()).isEqualTo("prod/one, prod/two, prod/three");
    assertThat(cluster.traffic().loadBalancer()).isEqualTo(LoadBalancer.RANDOM);
    assertThat(cluster.subsetNames()).containsExactly("v1", "v2");
    assertThat(cluster.subsets().get("v1").labels()).isEqualTo(Map.of("version", "v1"));
  }

  @Test
  void aRuleForSelectedWorkloadsComesFirstForThem() {
    String all = rule("prod/all", "subsets: [{name: a}]");
    String selected =
        rule("prod/selected", "workloadSelector: {matchLabels: {app: b}}, subsets: [{name: b}]");
    assertThat(source(clusters("prod", Map.of("app", "b", "x", "y"), all, selected), HOST))
        .isEqualTo("prod/selected");
    assertThat(source(clusters("prod", Map.of("app", "z"), all, selected), HOST))
        .isEqualTo("prod/all");
    assertThat(clusters("default", Map.of("app", "b"), selected)).isEmpty();
  }

  @Test
  void hostsOfServiceEntriesAreOfTheEntrysNamespace() {
    String entry =
        Documents.document(
            "ServiceEntry",
            "prod/entry",
            "{hosts: [api.example.com], resolution: DNS, ports: [{number: 80, name: http}]}");
    String rule = destinationRule("prod/r", "{host: '*.example.com', subsets: [{name: a}]}");
    Map<String, ClusterPolicy> clusters = clusters("default", Map.of(), entry, rule);
    assertThat(source(clusters, "api.example.com")).isEqualTo("prod/r");
    assertThat(source(clusters, "other.example.com")).isEmpty();
  }

  @Test
  void unchangedDocumentsCompileToEqualPolicies() {
    List<PolicyDocument> once =
        Documents.of(
            rule("prod/r", "trafficPolicy: {loadBalancer: {simple: RANDOM}}"),
            Documents.virtualService(
                "v",
                "{hosts: [a], http: [{match: [{uri: {regex: '/a.*'}}],"
                    + " route: [{destination: {host: a}}]}]}"));
    Consumer consumer = new Consumer("default", Map.of());
    assertThat(new PolicyCompiler().compile(once, consumer))
        .isEqualTo(new PolicyCompiler().compile(List.copyOf(once), consumer));
  }
}
