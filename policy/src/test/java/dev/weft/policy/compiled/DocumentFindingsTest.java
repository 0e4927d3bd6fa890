package dev.weft.policy.compiled;

import static dev.weft.policy.compiled.Documents.destinationRule;
import static dev.weft.policy.compiled.Documents.virtualService;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.policy.compiled.DocumentFindings.Shadow;
import dev.weft.policy.compiled.DocumentFindings.Unresolved;
import dev.weft.policy.document.PolicyDocument;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DocumentFindingsTest {
  private static final Set<String> KNOWN =
      Set.of("a.default.svc.cluster.local", "b.default.svc.cluster.local", "*.example.com");

  private static String routes(String name, String more) {
    return virtualService(
        name,
        "{hosts: [a.default.svc.cluster.local], http: [{route: [{destination:"
            + " {host: a.default.svc.cluster.local}}]}]"
            + more
            + "}");
  }

  private static DocumentFindings findings(int index, String... yaml) {
    List<PolicyDocument> documents = Documents.of(yaml);
    return DocumentFindings.of(documents.get(index), documents, KNOWN);
  }

  @Test
  void theYoungerOfTwoPublicDocumentsIsShadowedAndTheOlderIsNot() {
    String[] both = {routes("x/old", ""), routes("default/young", "")};
    List<Shadow> shadows = findings(1, both).shadows();
    assertThat(shadows)
        .extracting(shadow -> shadow.by().toString())
        .containsExactly("VirtualService x/old");
    assertThat(shadows).extracting(Shadow::path).containsExactly("spec.hosts[0]");
    assertThat(shadows.get(0).reason()).contains("older");
    assertThat(findings(0, both).shadows()).isEmpty();
  }

  @Test
  void aPrivateDocumentShadowsAPublicOneForItsOwnCallers() {
    String[] both = {routes("default/public", ""), routes("prod/own", ", exportTo: [.]")};
    assertThat(findings(0, both).shadows())
        .extracting(Shadow::reason)
        .containsExactly("its routes of a.default.svc.cluster.local count for callers in prod");
    assertThat(findings(1, both).shadows()).isEmpty();
  }

  @Test
  void ofDocumentsForTheSameCallersThePrivateOneComesBeforeAnOlderExportedOne() {
    String[] both = {
      routes("x/named", ", exportTo: [prod, y]"), routes("prod/own", ", exportTo: [.]")
    };
    assertThat(findings(0, both).shadows()).hasSize(1);
    assertThat(findings(1, both).shadows()).isEmpty();
  }

  @Test
  void documentsThatNeverMeetDoNotShadow() {
    String[] both = {
      routes("x/one", ", exportTo: [.]"),
      routes("y/two", ", exportTo: [.]"),
      routes("z/gateway", ", gateways: [gw]")
    };
    for (int i = 0; i < both.length; i++) {
      assertThat(findings(i, both).shadows()).isEmpty();
    }
  }

  @Test
  void whatAnOlderRuleOfTheHostHasSaidShadows() {
    List<Shadow> shadows =
        findings(
                2,
                destinationRule(
                    "one", "{host: a, trafficPolicy: {loadBalancer: {simple: RANDOM}}}"),
                destinationRule("two", "{host: a, subsets: [{name: v1}]}"),
                destinationRule(
                    "three",
                    "{host: a.default.svc.cluster.local, trafficPolicy: {outlierDetection: {}},"
                        + " subsets: [{name: v0}, {name: v1}]}"))
            .shadows();
    assertThat(shadows)
        .extracting(shadow -> shadow.by().name() + " " + shadow.path())
        .containsExactly("one spec.trafficPolicy", "two spec.subsets[1]");
  }

  @Test
  void rulesOfOtherWorkloadsOrNamespacesAreNotMerged() {
    String[] rules = {
      destinationRule(
          "one", "{host: a, workloadSelector: {matchLabels: {x: y}}, subsets: [{name: v1}]}"),
      destinationRule("prod/two", "{host: a.default.svc.cluster.local, subsets: [{name: v1}]}"),
      destinationRule("three", "{host: a, subsets: [{name: v1}]}")
    };
    assertThat(findings(2, rules).shadows()).isEmpty();
  }

  @Test
  void hostsAndSubsetsThatDoNotExistAreNamed() {
    List<Unresolved> unresolved =
        findings(
                0,
                virtualService(
                    "v",
                    "{hosts: [nobody], http: [{route: [{destination: {host: a, subset: v1}}]},"
                        + " {match: [{port: 1}], route: [{destination: {host: a, subset: v9}}]},"
                        + " {route: [{destination: {host: c}}]},"
                        + " {route: [{destination: {host: www.example.com}}]}]}"),
                destinationRule("r", "{host: a, subsets: [{name: v1}]}"))
            .unresolved();
    assertThat(unresolved)
        .extracting(Unresolved::path)
        .containsExactly(
            "spec.hosts[0]",
            "spec.http[1].route[0].destination.subset",
            "spec.http[2].route[0].destination.host");
    assertThat(unresolved.get(1).reason()).contains("v9").contains("v1");
  }

  @Test
  void aRuleOfAHostThatDoesNotExistIsNamed() {
    assertThat(findings(0, destinationRule("r", "{host: c}")).unresolved())
        .extracting(Unresolved::path)
        .containsExactly("spec.host");
    assertThat(findings(0, destinationRule("r", "{host: b}")).unresolved()).isEmpty();
    assertThat(findings(0, destinationRule("r", "{host: '*.svc.cluster.local'}")).unresolved())
        .isEmpty();
    assertThat(findings(0, destinationRule("r", "{host: '*.org'}")).unresolved()).hasSize(1);
  }
}
