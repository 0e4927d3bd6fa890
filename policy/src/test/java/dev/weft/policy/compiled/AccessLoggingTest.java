package dev.weft.policy.compiled;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.policy.document.DocumentKey;
import dev.weft.policy.document.PolicyDocument;
import dev.weft.policy.expression.Expression;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AccessLoggingTest {
  private static final Consumer REVIEWS =
      new Consumer("default", Map.of("app", "reviews", "version", "v2"));

  private static String telemetry(String name, String spec) {
    return Documents.document("Telemetry", name, spec)
        .replace("networking.istio.io", "telemetry.istio.io");
  }

  private static AccessLogging of(String... yaml) {
    return new PolicyCompiler().compile(Documents.of(yaml), REVIEWS).accessLogging();
  }

  @Test
  void nothingIsLoggedWhereNoDocumentSaysSo() {
    assertThat(of()).isEqualTo(AccessLogging.OFF);
    assertThat(of(telemetry("a", "{metrics: [{}]}")).isOff()).isTrue();
  }

  @Test
  void aDocumentSwitchesItOnForBothSidesOrForOne() {
    assertThat(of(telemetry("a", "{accessLogging: [{}]}")).made().on()).isTrue();
    AccessLogging served = of(telemetry("a", "{accessLogging: [{match: {mode: SERVER}}]}"));
    assertThat(served.made().on()).isFalse();
    assertThat(served.served().on()).isTrue();
  }

  @Test
  void theNarrowerDocumentDecides() {
    String root = telemetry("istio-system/all", "{accessLogging: [{}]}");
    String namespace = telemetry("some", "{accessLogging: [{disabled: true}]}");
    String one =
        telemetry(
            "one",
            "{selector: {matchLabels: {app: reviews}}, accessLogging: [{filter: {expression:"
                + " 'response.code >= 500'}}]}");
    assertThat(of(one, namespace, root).served().filter()).isNotNull();
    assertThat(of(namespace, root).isOff()).isTrue();
    assertThat(of(root).served()).isEqualTo(new AccessLogging.Side(true, null));
    assertThat(of(telemetry("other/all", "{accessLogging: [{}]}")).isOff()).isTrue();
  }

  @Test
  void theOldestCountsOfThoseForTheSameWorkloads() {
    String on = telemetry("with", "{accessLogging: [{}]}");
    String off = telemetry("without", "{accessLogging: [{disabled: true}]}");
    assertThat(of(on, off).isOff()).isFalse();
    assertThat(of(off, on).isOff()).isTrue();
    List<PolicyDocument> documents = Documents.of(on, off);
    assertThat(DocumentFindings.of(documents.get(1), documents, Set.of()).shadows())
        .extracting(shadow -> shadow.by().name())
        .containsExactly("with");
    assertThat(DocumentFindings.of(documents.get(0), documents, Set.of()).shadows()).isEmpty();
  }

  @Test
  void ofTheEntriesOfADocumentTheLaterDecides() {
    AccessLogging log =
        of(telemetry("a", "{accessLogging: [{}, {match: {mode: CLIENT}, disabled: true}]}"));
    assertThat(log.made().on()).isFalse();
    assertThat(log.served().on()).isTrue();
  }

  @Test
  void aDocumentForGatewaysOrOtherWorkloadsIsNoneForThisOne() {
    assertThat(
            of(telemetry("a", "{targetRef: {kind: Service, name: b}, accessLogging: [{}]}"))
                .isOff())
        .isTrue();
    assertThat(
            of(telemetry("a", "{selector: {matchLabels: {app: b}}, accessLogging: [{}]}")).isOff())
        .isTrue();
  }

  @Test
  void itStaysWherePolicyIsSwitchedOff() {
    List<PolicyDocument> documents = Documents.of(telemetry("a", "{accessLogging: [{}]}"));
    assertThat(
            new PolicyCompiler()
                .compileSwitchedOff(documents, REVIEWS)
                .accessLogging()
                .served()
                .on())
        .isTrue();
  }

  @Test
  void aFilterOfALaterVersionRefusesItsDocument() {
    PolicyDocument unknown =
        new PolicyDocument(
            new DocumentKey("Telemetry", "default", "a"),
            "telemetry.istio.io/v1",
            Map.of(),
            Map.of(),
            Map.of(
                "accessLogging",
                List.of(Map.of("filter", Map.of("expression", "response.size > 1")))),
            1);
    assertThatThrownBy(() -> new PolicyCompiler().compile(List.of(unknown), REVIEWS))
        .isInstanceOf(PolicyRefusedException.class)
        .hasMessageContaining("spec.accessLogging[0].filter.expression")
        .hasMessageContaining("response.size");
    assertThat(Expression.MAX_LENGTH).isPositive();
  }
}
