package dev.weft.core.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.core.call.Attempt;
import dev.weft.core.call.Opening;
import dev.weft.core.call.Protocol;
import dev.weft.core.call.Reason;
import dev.weft.core.fake.FakeExchange;
import dev.weft.core.fake.FakeMesh;
import dev.weft.core.fake.Policies;
import dev.weft.policy.compiled.ClusterPolicy.Traffic;
import dev.weft.policy.frame.Host;
import dev.weft.policy.frame.HostEndpoints;
import dev.weft.policy.frame.Instance;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostResolutionTest {
  private final FakeMesh mesh = new FakeMesh().service("reviews", "v1").apply();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "reviews",
        "reviews:9080",
        "reviews.default",
        "reviews.default.svc:9080",
        "reviews.default.svc.cluster.local",
        "reviews.default.svc.cluster.local.",
        "Reviews.Default",
        "reviews:80"
      })
  void allSpellingsAreOneService(String authority) {
    FakeExchange call = mesh.call(authority, "/");
    assertThat(call.open()).isEqualTo(Opening.GO);
    assertThat(call.isMeshed()).isTrue();
    assertThat(call.next().endpoint()).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ratings",
        "reviews.other",
        "reviews.com",
        "default",
        "10.0.0.1:9080",
        "[::1]:9080",
        "::1",
        "xreviews",
        ""
      })
  void otherNamesAreLeftAlone(String authority) {
    FakeExchange call = mesh.call(authority, "/");
    assertThat(call.open()).isEqualTo(Opening.GO);
    assertThat(call.isMeshed()).isFalse();
    Attempt attempt = call.next();
    assertThat(attempt.endpoint()).isNull();
    assertThat(attempt.secure()).isFalse();
    assertThat(attempt.remainingNanos()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void aServiceOfAnotherNamespaceHasNoShortName() {
    String canonical = "ratings.other.svc.cluster.local";
    mesh.hosts.put(canonical, new Host(canonical, List.of(new Host.ServicePort(80, "http"))));
    mesh.endpoints.put(canonical, new HostEndpoints(canonical, List.of()));
    mesh.apply();
    assertThat(meshed("ratings")).isFalse();
    assertThat(meshed("ratings.other")).isTrue();
  }

  private boolean meshed(String authority) {
    FakeExchange call = mesh.call(authority, "/");
    call.open();
    return call.isMeshed();
  }

  private FakeExchange ports(Protocol protocol, String authority, Host.ServicePort... ports) {
    List<Instance.Port> listening =
        Arrays.stream(ports)
            .map(
                port ->
                    new Instance.Port(
                        port.number(), "10.0.0.1", port.number(), port.protocol(), 0, false))
            .toList();
    String canonical = FakeMesh.canonical("shop");
    mesh.host("shop", ports);
    mesh.endpoints.put(
        canonical,
        new HostEndpoints(
            canonical,
            List.of(new Instance("a/shop", "shop", "default", "shop", Map.of(), listening))));
    mesh.apply();
    FakeExchange call = mesh.call(authority, "/");
    call.protocol = protocol;
    call.open();
    return call;
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP, shop:8080, 8080",
    "HTTP, shop:8081, 8081",
    "GRPC, shop:9999, 8082",
    "GRPC, shop:8082, 8082"
  })
  void aPortIsMatchedByNumberElseByBeingTheOnlyOneOfItsProtocol(
      Protocol protocol, String authority, int expected) {
    FakeExchange call =
        ports(
            protocol,
            authority,
            new Host.ServicePort(8080, "http"),
            new Host.ServicePort(8081, "http"),
            new Host.ServicePort(8082, "grpc"));
    assertThat(call.next().endpoint().address(false).getPort()).isEqualTo(expected);
  }

  @Test
  void twoCandidatesAndNoMatchAreRefusedWithTheSettingThatHelps() {
    FakeExchange call =
        ports(
            Protocol.HTTP,
            "shop",
            new Host.ServicePort(8080, "http"),
            new Host.ServicePort(8081, "http"));
    assertThat(call.refusal().reason()).isEqualTo(Reason.NR);
    assertThat(call.refusal().status()).isEqualTo(503);
    assertThat(call.refusal().body()).contains("port 80").contains("'ports'");
  }

  @Test
  void aServiceThatListensNowhereYetIsUnhealthy() {
    FakeExchange call = ports(Protocol.HTTP, "shop");
    assertThat(call.refusal().reason()).isEqualTo(Reason.UH);
  }

  @Test
  void aNameThatSomebodyWroteDownComesBeforeASpellingOfAnother() {
    mesh.hosts.put(
        "reviews.default", new Host("reviews.default", List.of(new Host.ServicePort(80, "http"))));
    mesh.endpoints.put("reviews.default", new HostEndpoints("reviews.default", List.of()));
    mesh.apply();
    FakeExchange outside = mesh.call("reviews.default", "/");
    outside.open();
    assertThat(outside.next().endpoint()).isNull();
    FakeExchange service = mesh.call("reviews", "/");
    service.open();
    assertThat(service.next().endpoint()).isNotNull();
  }

  @Test
  void routesForOneSpellingAreForThatSpellingAlone() {
    mesh.policy =
        Policies.of(
            "reviews.default",
            Policies.route(Policies.to("reviews", null, 1)).rewrite(null, "seen").named("r"));
    mesh.apply();
    FakeExchange spelt = mesh.call("reviews.default:9080", "/");
    spelt.open();
    assertThat(spelt.next().edits().authority()).isEqualTo("seen");
    FakeExchange other = mesh.call("reviews:9080", "/");
    other.open();
    assertThat(other.next().edits().authority()).isNull();
  }

  @Test
  void aWildcardHostStandsForAllBelowItButNotForItself() {
    mesh.policy =
        Policies.of("*.example.com", Policies.route(Policies.to("reviews", null, 1)).named("w"));
    mesh.apply();
    assertThat(meshed("api.example.com")).isTrue();
    assertThat(meshed("a.b.example.com:80")).isTrue();
    assertThat(meshed("example.com")).isFalse();
  }

  @Test
  void theLongestWildcardWins() {
    mesh.policy =
        Policies.of(
            Map.of(
                "*.example.com",
                List.of(Policies.route(Policies.to("reviews", null, 1)).named("short")),
                "*.api.example.com",
                List.of(Policies.route(Policies.to("missing", null, 1)).named("long"))),
            Map.of());
    mesh.apply();
    FakeExchange call = mesh.call("x.api.example.com", "/");
    assertThat(call.open()).isEqualTo(Opening.REFUSED);
    assertThat(call.refusal().body()).contains("long");
  }

  @Test
  void anOutsideNameWithRoutesIsMeshed() {
    mesh.policy =
        Policies.of("api.example.com", Policies.route(Policies.to("reviews", null, 1)).named("r"));
    mesh.apply();
    FakeExchange call = mesh.call("api.example.com:9080", "/");
    call.open();
    assertThat(call.next().endpoint()).isNotNull();
  }

  @Test
  void aDestinationThatIsNotKnownIsNoCluster() {
    mesh.policy =
        Policies.of(
            FakeMesh.canonical("reviews"),
            Policies.route(Policies.to("missing", null, 1)).named("r"));
    mesh.apply();
    FakeExchange call = mesh.call("reviews", "/");
    assertThat(call.open()).isEqualTo(Opening.REFUSED);
    assertThat(call.refusal().status()).isEqualTo(503);
    assertThat(call.refusal().reason()).isEqualTo(Reason.NR);
  }

  @Test
  void aSubsetWithoutInstancesIsNoHealthyUpstream() {
    mesh.policy =
        Policies.of(
            Map.of(
                FakeMesh.canonical("reviews"),
                List.of(Policies.route(Policies.to("reviews", "v2", 1)).named("r"))),
            Map.of(
                FakeMesh.canonical("reviews"),
                Policies.cluster(FakeMesh.canonical("reviews"), Traffic.DEFAULT)));
    mesh.apply();
    FakeExchange call = mesh.call("reviews", "/");
    assertThat(call.open()).isEqualTo(Opening.GO);
    assertThat(call.next()).isNull();
    assertThat(call.refusal().reason()).isEqualTo(Reason.UH);
    assertThat(call.refusal().grpcStatus()).isEqualTo(14);
  }

  @Test
  void aDeclaredOutsideHostWithoutInstancesKeepsItsAddress() {
    mesh.hosts.put(
        "api.example.com", new Host("api.example.com", List.of(new Host.ServicePort(80, "http"))));
    mesh.endpoints.put("api.example.com", new HostEndpoints("api.example.com", List.of()));
    mesh.apply();
    FakeExchange call = mesh.call("api.example.com", "/");
    assertThat(call.open()).isEqualTo(Opening.GO);
    assertThat(call.isMeshed()).isTrue();
    assertThat(call.next().endpoint()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "reviews, 7, 80",
    "reviews:9080, 7, 9080",
    "[::1]:90, 5, 90",
    "[::1], 5, 80",
    "::1, 3, 80",
    "reviews:, 7, 80",
    "reviews:x, 7, -1",
    "reviews:70000, 7, -1"
  })
  void anAuthorityIsTakenApart(String authority, int hostEnd, int port) {
    assertThat(Authority.hostEnd(authority)).isEqualTo(hostEnd);
    assertThat(Authority.port(authority, "http")).isEqualTo(port);
    if (port >= 0 && !authority.contains("::1")) {
      assertThat(Authority.nameEnd(authority)).isEqualTo(hostEnd);
      assertThat(Authority.calledPort(authority, hostEnd, "http")).isEqualTo(port);
    }
  }
}
