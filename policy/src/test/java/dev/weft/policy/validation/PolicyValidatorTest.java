package dev.weft.policy.validation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.policy.document.DocumentKey;
import dev.weft.policy.document.DocumentReader;
import dev.weft.policy.kind.Kind;
import dev.weft.policy.kind.Kinds;
import dev.weft.policy.schema.NotEnforced;
import dev.weft.policy.schema.Problem;
import dev.weft.policy.schema.Warning;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyValidatorTest {
  private final PolicyValidator validator = new PolicyValidator();

  private List<ValidatedDocument> all(String text) throws Exception {
    return validator.validateAll(new DocumentReader().read(text), "default");
  }

  private ValidatedDocument one(String text) throws Exception {
    List<ValidatedDocument> documents = all(text);
    assertThat(documents).hasSize(1);
    return documents.get(0);
  }

  private ValidatedDocument accepted(String kind, String spec) throws Exception {
    String group =
        switch (kind) {
          case "PeerAuthentication", "AuthorizationPolicy", "RequestAuthentication" ->
              "security.istio.io/v1";
          case "Telemetry" -> "telemetry.istio.io/v1";
          case "WasmPlugin", "TrafficExtension" -> "extensions.istio.io/v1alpha1";
          case "EnvoyFilter" -> "networking.istio.io/v1alpha3";
          case "ProxyConfig" -> "networking.istio.io/v1beta1";
          default -> "networking.istio.io/v1";
        };
    ValidatedDocument document =
        one("apiVersion: " + group + "\nkind: " + kind + "\nmetadata: {name: a}\nspec: " + spec);
    assertThat(document.problems()).isEmpty();
    return document;
  }

  @Test
  void anAcceptedDocumentIsNamedWithItsMetadataAndNormalFields() throws Exception {
    ValidatedDocument answer =
        one(
            "apiVersion: networking.istio.io/v1beta1\nkind: VirtualService\n"
                + "metadata: {name: a, namespace: prod, labels: {x: y}, annotations: {b/c: d e}}\n"
                + "spec: {hosts: [a], http: [{route: [{destination: {host: a}}],"
                + " retries: {attempts: 1, per_try_timeout: 1s}}]}");
    assertThat(answer.accepted()).isTrue();
    assertThat(answer.document().key()).isEqualTo(new DocumentKey("VirtualService", "prod", "a"));
    assertThat(answer.document().apiVersion()).isEqualTo("networking.istio.io/v1beta1");
    assertThat(answer.document().labels()).isEqualTo(Map.of("x", "y"));
    assertThat(answer.document().annotations()).isEqualTo(Map.of("b/c", "d e"));
    assertThat(answer.document().createdMillis()).isZero();
    assertThat(answer.document().spec().get("http").toString()).contains("perTryTimeout=1s");
  }

  @Test
  void aProblemNamesPathValueExpectationAndLine() throws Exception {
    ValidatedDocument answer =
        one(
            "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata:\n  name: a\nspec:\n"
                + "  hosts:\n  - a\n  http:\n  - route:\n    - destination:\n        host: a\n"
                + "      weight: eighty\n");
    assertThat(answer.problems())
        .containsExactly(
            new Problem(
                "spec.http[0].route[0].weight", "'eighty'", "an integer of at least 0", 12));
    assertThat(answer.problems().get(0).message())
        .isEqualTo(
            "spec.http[0].route[0].weight: 'eighty', expected an integer of at least 0 (line 12)");
    assertThat(answer.name()).isEqualTo("VirtualService default/a");
  }

  @Test
  void allProblemsOfADocumentAreToldAtOnce() throws Exception {
    ValidatedDocument answer =
        one(
            "apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: a}\n"
                + "spec: {host: a, x: 1, trafficPolicy: {loadBalancer: {simple: BEST},"
                + " outlierDetection: {interval: soon}}}");
    assertThat(answer.problems())
        .extracting(Problem::path)
        .containsExactly(
            "spec.x",
            "spec.trafficPolicy.loadBalancer.simple",
            "spec.trafficPolicy.outlierDetection.interval");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | kind",
        "{kind: Pod, apiVersion: v1, metadata: {name: a}} | kind",
        "{kind: Gateway, apiVersion: gateway.networking.k8s.io/v1, metadata: {name: a}, spec: {}}"
            + " | apiVersion",
        "{kind: DestinationRule, metadata: {name: a}, spec: {host: a}} | apiVersion",
        "{kind: DestinationRule, apiVersion: networking.istio.io/v2, metadata: {name: a},"
            + " spec: {host: a}} | apiVersion",
        "{kind: DestinationRule, apiVersion: networking.istio.io/v1, spec: {host: a}} | metadata",
        "{kind: DestinationRule, apiVersion: networking.istio.io/v1, metadata: {}, spec: {host: a}}"
            + " | metadata.name",
        "{kind: DestinationRule, apiVersion: networking.istio.io/v1, metadata: {name: A_b},"
            + " spec: {host: a}} | metadata.name",
        "{kind: DestinationRule, apiVersion: networking.istio.io/v1,"
            + " metadata: {name: a, namespace: a.b}, spec: {host: a}} | metadata.namespace",
        "{kind: DestinationRule, apiVersion: networking.istio.io/v1,"
            + " metadata: {name: a, labels: {a: 1}}, spec: {host: a}} | metadata.labels.a",
        "{kind: DestinationRule, apiVersion: networking.istio.io/v1,"
            + " metadata: {name: a, lables: {}}, spec: {host: a}} | metadata.lables",
        "{kind: DestinationRule, apiVersion: networking.istio.io/v1, metadata: {name: a},"
            + " spec: {host: a}, data: {}} | data",
        "{kind: DestinationRule, apiVersion: networking.istio.io/v1, metadata: {name: a},"
            + " spec: [host]} | spec",
      })
  void whatIsAroundASpecIsCheckedToo(String document, String path) throws Exception {
    assertThat(one("--- " + document).problems()).extracting(Problem::path).contains(path);
  }

  @Test
  void aFilterThatIsNotUnderstoodIsRefusedWithItsPlace() throws Exception {
    ValidatedDocument answer =
        one(
            "apiVersion: telemetry.istio.io/v1\nkind: Telemetry\nmetadata: {name: a}\n"
                + "spec: {accessLogging: [{filter: {expression: 'response.code = 1'}}]}");
    assertThat(answer.problems())
        .extracting(Problem::path)
        .containsExactly("spec.accessLogging[0].filter.expression");
    assertThat(answer.problems().get(0).message()).contains("character 15: '=' is not understood");
  }

  @Test
  void whatAServerPrintedIsDroppedWithAWarning() throws Exception {
    ValidatedDocument answer =
        one(
            "apiVersion: networking.istio.io/v1\nkind: DestinationRule\n"
                + "metadata: {name: a, uid: x, creationTimestamp: ~, managedFields: []}\n"
                + "spec: {host: a}\nstatus: {}\n");
    assertThat(answer.accepted()).isTrue();
    assertThat(answer.warnings())
        .extracting(Warning::path)
        .containsExactlyInAnyOrder(
            "status", "metadata.uid", "metadata.creationTimestamp", "metadata.managedFields");
  }

  @Test
  void oneDocumentTwiceInOneRequestIsRefused() throws Exception {
    String document =
        "apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: a}\n"
            + "spec: {host: a}\n";
    List<ValidatedDocument> answers = all(document + "---\n" + document);
    assertThat(answers.get(0).accepted()).isTrue();
    assertThat(answers.get(1).accepted()).isFalse();
    assertThat(answers.get(1).problems()).extracting(Problem::line).containsExactly(8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "VirtualService | {hosts: [a], http: [{route: [{destination: {host: a}}],"
            + " match: [{statPrefix: x}]}]} | spec.http[0].match[0].statPrefix",
        "VirtualService | {hosts: [a], http: [{redirect: {uri: /a}}]} | spec.http[0].redirect",
        "VirtualService | {hosts: [a], http: [{directResponse: {status: 200}}]}"
            + " | spec.http[0].directResponse",
        "VirtualService | {hosts: [a], http: [{delegate: {name: a}}]} | spec.http[0].delegate",
        "VirtualService | {http: [{route: [{destination: {host: a}}]}]} | spec.hosts",
        "VirtualService | {hosts: [a], http: [{route: [{destination: {host: a}}],"
            + " mirror: {host: b}}]} | spec.http[0].mirror",
        "VirtualService | {hosts: [a], http: [{route: [{destination: {host: a}}],"
            + " corsPolicy: {}}]} | spec.http[0].corsPolicy",
        "VirtualService | {hosts: [a], http: [{route: [{destination: {host: a}}],"
            + " retries: {attempts: 1, retryRemoteLocalities: true}}]}"
            + " | spec.http[0].retries.retryRemoteLocalities",
        "VirtualService | {hosts: [a], http: [{route: [{destination: {host: a}}],"
            + " retries: {attempts: 1, retryOn: retriable-headers}}]}"
            + " | spec.http[0].retries.retryOn",
        "VirtualService | {hosts: [a], http: [{route: [{destination: {host: a}}],"
            + " headers: {request: {set: {x: 'a %REQ(y)%'}}}}]}"
            + " | spec.http[0].headers.request.set.x",
        "VirtualService | {hosts: [a], http: [{route: [{destination: {host: a}},"
            + " {destination: {host: b}, weight: 1, headers: {request: {set: {Host: x}}}}]}]}"
            + " | spec.http[0].route[1].headers.request.set.Host",
        "VirtualService | {hosts: [a], gateways: [gw], http: [{route: [{destination: {host: a}}]}]}"
            + " | spec.gateways",
        "VirtualService | {hosts: [a], gateways: [gw, mesh], http: [{route: [{destination:"
            + " {host: a}}]}]} | spec.gateways[0]",
        "VirtualService | {hosts: [a], http: [{route: [{destination: {host: a}}],"
            + " match: [{headers: {uri: {exact: b}}}]}]} | spec.http[0].match[0].headers.uri",
        "VirtualService | {hosts: [a], tcp: [{route: [{destination: {host: a}}]}]} | spec.tcp",
        "VirtualService | {hosts: [a], tls: [{match: [{sniHosts: [a]}], route: [{destination:"
            + " {host: a}}]}]} | spec.tls",
        "DestinationRule | {host: a, trafficPolicy: {connectionPool: {http: {maxRetries: 1}}}}"
            + " | spec.trafficPolicy.connectionPool",
        "DestinationRule | {host: a, trafficPolicy: {loadBalancer: {consistentHash:"
            + " {httpHeaderName: x}}}} | spec.trafficPolicy.loadBalancer.consistentHash",
        "DestinationRule | {host: a, trafficPolicy: {loadBalancer: {localityLbSetting: {}}}}"
            + " | spec.trafficPolicy.loadBalancer.localityLbSetting",
        "DestinationRule | {host: a, trafficPolicy: {loadBalancer: {warmup: {duration: 1s}}}}"
            + " | spec.trafficPolicy.loadBalancer.warmup",
        "DestinationRule | {host: a, trafficPolicy: {tls: {mode: SIMPLE}}}"
            + " | spec.trafficPolicy.tls.mode",
        "DestinationRule | {host: a, subsets: [{name: v1, trafficPolicy: {tls: {mode: SIMPLE}}}]}"
            + " | spec.subsets[0].trafficPolicy.tls.mode",
        "DestinationRule | {host: a, trafficPolicy: {portLevelSettings: [{port: {number: 1},"
            + " connectionPool: {tcp: {}}}]}}"
            + " | spec.trafficPolicy.portLevelSettings[0].connectionPool",
        "DestinationRule | {host: a, trafficPolicy: {proxyProtocol: {version: V1}}}"
            + " | spec.trafficPolicy.proxyProtocol",
        "ServiceEntry | {hosts: [a.b], resolution: DNS} | spec.resolution",
        "ServiceEntry | {hosts: [a.b]} | spec.resolution",
        "ServiceEntry | {hosts: [a.b], resolution: STATIC, addresses: [1.2.3.4]} | spec.addresses",
        "ServiceEntry | {hosts: [a.b], resolution: STATIC, ports: [{number: 1, name: t,"
            + " protocol: TCP}]} | spec.ports[0].protocol",
        "WorkloadEntry | {address: 1.2.3.4} | spec",
        "WorkloadGroup | {template: {}} | spec",
        "Gateway | {servers: [{port: {number: 80, name: a, protocol: HTTP}, hosts: ['*']}]} | spec",
        "Sidecar | {egress: [{hosts: ['./*']}]} | spec",
        "EnvoyFilter | {configPatches: []} | spec",
        "ProxyConfig | {concurrency: 2} | spec",
        "WasmPlugin | {url: 'oci://a/b'} | spec",
        "TrafficExtension | {lua: {inlineCode: x}} | spec",
        "PeerAuthentication | {mtls: {mode: STRICT}} | spec",
        "RequestAuthentication | {jwtRules: [{issuer: a}]} | spec",
        "AuthorizationPolicy | {action: DENY, rules: [{}]} | spec",
        "Telemetry | {tracing: [{randomSamplingPercentage: 1}]} | spec.tracing",
        "Telemetry | {metrics: [{}]} | spec.metrics",
        "Telemetry | {accessLogging: [{providers: [{name: envoy}]}]} |"
            + " spec.accessLogging[0].providers",
        "Telemetry | {targetRef: {kind: Service, name: a}} | spec.targetRef",
      })
  void whatHasNoEffectIsSaidOnceByItsPath(String kind, String spec, String path) throws Exception {
    List<NotEnforced> findings = accepted(kind, spec).notEnforced();
    assertThat(findings).extracting(NotEnforced::path).containsExactly(path);
    assertThat(findings.get(0).reason()).isNotBlank();
  }

  @Test
  void whatTakesEffectIsNotReported() throws Exception {
    assertThat(
            accepted(
                    "VirtualService",
                    "{hosts: [a], exportTo: ['*'], http: [{name: n, match: [{uri: {prefix: /}, port:"
                        + " 80, sourceLabels: {a: b}}], route: [{destination: {host: a, subset: v1},"
                        + " weight: 1}], rewrite: {uri: /}, timeout: 1s, retries: {attempts: 1},"
                        + " fault: {abort: {httpStatus: 500, percentage: {value: 1}}},"
                        + " headers: {request: {set: {x: '50%%'}}}}]}")
                .notEnforced())
        .isEmpty();
    assertThat(
            accepted(
                    "DestinationRule",
                    "{host: a, workloadSelector: {matchLabels: {a: b}}, trafficPolicy: {loadBalancer:"
                        + " {simple: RANDOM}, outlierDetection: {}, retryBudget: {}, tls: {mode:"
                        + " ISTIO_MUTUAL}, portLevelSettings: [{port: {number: 1}, tls: {mode:"
                        + " DISABLE}}]}, subsets: [{name: a, labels: {b: c}}]}")
                .notEnforced())
        .isEmpty();
    assertThat(
            accepted(
                    "ServiceEntry",
                    "{hosts: [a.b], location: MESH_INTERNAL, resolution: STATIC, ports: [{number: 1,"
                        + " name: h, protocol: HTTP}], endpoints: [{address: 1.2.3.4, ports: {h: 2},"
                        + " labels: {v: w}}]}")
                .notEnforced())
        .isEmpty();
  }

  @Test
  void whatIsNeverReachedOrNeverHappensIsWarnedOf() throws Exception {
    List<Warning> warnings =
        accepted(
                "VirtualService",
                "{hosts: [a], http: [{route: [{destination: {host: a}}], fault: {abort:"
                    + " {httpStatus: 500}}}, {route: [{destination: {host: b}}],"
                    + " match: [{gateways: [gw]}]}]}")
            .warnings();
    assertThat(warnings)
        .extracting(Warning::path)
        .containsExactlyInAnyOrder(
            "spec.http[1]", "spec.http[0].fault.abort", "spec.http[1].match[0].gateways");
  }

  @Test
  void aHostileDocumentCannotMakeTheAnswerLarge() throws Exception {
    StringBuilder spec = new StringBuilder("{host: a");
    for (int i = 0; i < 10_000; i++) {
      spec.append(", f").append(i).append(": 1");
    }
    ValidatedDocument answer =
        one(
            "apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: a}\nspec: "
                + spec
                + "}");
    assertThat(answer.problems()).hasSizeLessThanOrEqualTo(100);
  }

  @Test
  void keysThatAreRefusedAreNotShown() throws Exception {
    ValidatedDocument answer =
        one(
            "apiVersion: security.istio.io/v1\nkind: RequestAuthentication\nmetadata: {name: a}\n"
                + "spec: {jwtRules: [{issuer: i, jwks: 'secret'}]}");
    assertThat(answer.problems())
        .extracting(Problem::value)
        .containsExactly("a text of 6 characters");
  }

  @Test
  void everyKindOfIstioIsKnown() {
    assertThat(new Kinds().all())
        .extracting(Kind::name)
        .containsExactlyInAnyOrder(
            "VirtualService",
            "DestinationRule",
            "ServiceEntry",
            "WorkloadEntry",
            "WorkloadGroup",
            "Gateway",
            "Sidecar",
            "EnvoyFilter",
            "ProxyConfig",
            "WasmPlugin",
            "TrafficExtension",
            "PeerAuthentication",
            "RequestAuthentication",
            "AuthorizationPolicy",
            "Telemetry");
  }
}
