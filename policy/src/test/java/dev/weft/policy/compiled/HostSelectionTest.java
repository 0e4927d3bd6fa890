package dev.weft.policy.compiled;

import static dev.weft.policy.compiled.Documents.virtualService;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.policy.document.PolicyDocument;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which VirtualService counts for a host; the cases are Istio's. */
class HostSelectionTest {
  private static final String HTTP = "http: [{route: [{destination: {host: x}}]}]";

  private static String spec(String more) {
    return "{" + more + ", " + HTTP + "}";
  }

  private static CompiledPolicy compile(String namespace, List<PolicyDocument> documents) {
    List<PolicyDocument> shuffled = new ArrayList<>(documents);
    Collections.reverse(shuffled);
    return new PolicyCompiler().compile(shuffled, new Consumer(namespace, Map.of()));
  }

  private static String source(CompiledPolicy policy, String host) {
    CompiledPolicy.VirtualHost found = policy.virtualHosts().get(host);
    return found == null ? "" : found.source();
  }

  @Test
  void ofPublicDocumentsTheOldestCountsWhicheverNamespaceItLivesIn() {
    List<PolicyDocument> documents =
        Documents.of(
            virtualService("zzz/old", spec("hosts: [a.default.svc.cluster.local]")),
            virtualService("default/young", spec("hosts: [a]")));
    assertThat(source(compile("default", documents), "a.default.svc.cluster.local"))
        .isEqualTo("zzz/old");
  }

  @Test
  void privateDocumentsComeFirstThenThoseExportedByNameThenPublicOnes() {
    String host = "hosts: [a.default.svc.cluster.local]";
    List<PolicyDocument> documents =
        Documents.of(
            virtualService("default/public", spec(host)),
            virtualService("other/named", spec(host + ", exportTo: [default, third]")),
            virtualService("default/private", spec(host + ", exportTo: [.]")));
    String name = "a.default.svc.cluster.local";
    assertThat(source(compile("default", documents), name)).isEqualTo("default/private");
    assertThat(source(compile("third", documents), name)).isEqualTo("other/named");
    assertThat(source(compile("fourth", documents), name)).isEqualTo("default/public");
  }

  @Test
  void equalAgesAreOrderedByNameThenNamespace() {
    String host = "hosts: [a.default.svc.cluster.local]";
    List<PolicyDocument> documents =
        Documents.of(
                virtualService("a/two", spec(host)),
                virtualService("b/one", spec(host)),
                virtualService("a/one", spec(host)))
            .stream()
            .map(document -> document.createdAt(7))
            .toList();
    assertThat(source(compile("default", documents), "a.default.svc.cluster.local"))
        .isEqualTo("a/one");
  }

  @Test
  void exactAndWildcardHostsStandSideBySide() {
    List<PolicyDocument> documents =
        Documents.of(
            virtualService("wide", spec("hosts: ['*.example.com']")),
            virtualService("exact", spec("hosts: [www.example.com]")));
    CompiledPolicy policy = compile("default", documents);
    assertThat(source(policy, "*.example.com")).isEqualTo("default/wide");
    assertThat(source(policy, "www.example.com")).isEqualTo("default/exact");
  }

  @Test
  void namesAreCompletedInTheDocumentsNamespaceNotTheCallers() {
    List<PolicyDocument> documents = Documents.of(virtualService("prod/a", spec("hosts: [A]")));
    CompiledPolicy policy = compile("default", documents);
    assertThat(policy.virtualHosts()).containsOnlyKeys("a.prod.svc.cluster.local");
    assertThat(
            policy
                .virtualHosts()
                .get("a.prod.svc.cluster.local")
                .routes()
                .get(0)
                .destinations()
                .get(0)
                .host())
        .isEqualTo("x.prod.svc.cluster.local");
  }

  @Test
  void documentsForGatewaysAloneAndForNobodyDoNotCount() {
    List<PolicyDocument> documents =
        Documents.of(
            virtualService("gw", spec("hosts: [a], gateways: [gw]")),
            virtualService("mesh", spec("hosts: [b], gateways: [gw, mesh]")));
    assertThat(compile("default", documents).virtualHosts())
        .containsOnlyKeys("b.default.svc.cluster.local");
  }

  @Test
  void aDocumentWithoutRoutesForTheCallerLeavesTheHostToTheNext() {
    List<PolicyDocument> documents =
        Documents.of(
            virtualService(
                "first",
                "{hosts: [a], http: [{match: [{sourceLabels: {app: z}}],"
                    + " route: [{destination: {host: x}}]}]}"),
            virtualService("second", spec("hosts: [a]")));
    assertThat(source(compile("default", documents), "a.default.svc.cluster.local"))
        .isEqualTo("default/second");
  }
}
