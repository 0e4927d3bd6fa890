package dev.weft.policy.compiled;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.policy.compiled.ServiceEntries.Entry;
import dev.weft.policy.frame.Host;
import dev.weft.policy.frame.Host.ServicePort;
import dev.weft.policy.frame.Instance;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceEntriesTest {
  private static String entry(String name, String spec) {
    return Documents.document("ServiceEntry", name, "{resolution: STATIC, " + spec + "}");
  }

  private static final String PORTS = "ports: [{number: 9080, name: http, protocol: HTTP}]";

  @Test
  void endpointsBecomeInstancesOfTheService() {
    List<Entry> entries =
        ServiceEntries.read(
            Documents.of(
                entry(
                    "svc0",
                    "hosts: [svc0.default.svc.cluster.local], location: MESH_INTERNAL, "
                        + PORTS
                        + ", endpoints: [{address: 127.0.0.1, ports: {http: 19081},"
                        + " labels: {version: v1}}, {address: 10.0.0.2, serviceAccount: me}]")));
    String id = "serviceentry/default/svc0/svc0.default.svc.cluster.local/";
    assertThat(entries)
        .containsExactly(
            new Entry(
                new Host("svc0.default.svc.cluster.local", List.of(new ServicePort(9080, "http"))),
                List.of(
                    new Instance(
                        id + 0,
                        "svc0",
                        "default",
                        "default",
                        Map.of("version", "v1"),
                        List.of(new Instance.Port(9080, "127.0.0.1", 19081, "http", 0, false))),
                    new Instance(
                        id + 1,
                        "svc0",
                        "default",
                        "me",
                        Map.of(),
                        List.of(new Instance.Port(9080, "10.0.0.2", 9080, "http", 0, false)))),
                Set.of()));
  }

  @Test
  void theTargetPortCountsWhereTheEndpointNamesNone() {
    List<Entry> entries =
        ServiceEntries.read(
            Documents.of(
                entry(
                    "a",
                    "hosts: [api.example.com], ports: [{number: 80, name: h, targetPort: 8080}],"
                        + " endpoints: [{address: 10.0.0.1}]")));
    Instance instance = entries.get(0).instances().get(0);
    assertThat(instance.service()).isEqualTo("api.example.com");
    assertThat(instance.ports())
        .containsExactly(new Instance.Port(80, "10.0.0.1", 8080, "http", 0, false));
  }

  @Test
  void namesAreCompletedAndPortsOfOtherProtocolsLeftOut() {
    List<Entry> entries =
        ServiceEntries.read(
            Documents.of(
                entry(
                    "prod/a",
                    "hosts: [legacy], ports: [{number: 1, name: g, protocol: GRPC},"
                        + " {number: 2, name: s, protocol: HTTPS}]")));
    assertThat(entries.get(0).host())
        .isEqualTo(new Host("legacy.prod.svc.cluster.local", List.of(new ServicePort(1, "grpc"))));
    assertThat(entries.get(0).instances()).isEmpty();
  }

  @Test
  void ofTwoEntriesOfOneHostTheOldestCounts() {
    List<Entry> entries =
        ServiceEntries.read(
            Documents.of(
                entry("a", "hosts: [x.example.com], endpoints: [{address: 10.0.0.1}]"),
                entry("b", "hosts: [x.example.com], endpoints: [{address: 10.0.0.2}]")));
    assertThat(entries).hasSize(1);
    assertThat(entries.get(0).instances().get(0).id()).startsWith("serviceentry/default/a/");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"'*' | ", "'.' | default", "[] | ", "'[a, .]' | a default", "'~' | ~"})
  void entriesAreForTheNamespacesTheyAreExportedTo(String exportTo, String seenBy) {
    String to = exportTo.startsWith("[") ? exportTo : "['" + exportTo + "']";
    List<Entry> entries =
        ServiceEntries.read(Documents.of(entry("a", "hosts: [x.y], exportTo: " + to)));
    Set<String> expected = seenBy == null ? Set.of() : Set.of(seenBy.split(" "));
    assertThat(entries.get(0).exportedTo()).isEqualTo(expected);
  }

  @Test
  void otherResolutionsMakeNothingKnown() {
    assertThat(
            ServiceEntries.read(
                Documents.of(
                    Documents.document("ServiceEntry", "a", "{hosts: [x.y], resolution: DNS}"))))
        .isEmpty();
  }
}
