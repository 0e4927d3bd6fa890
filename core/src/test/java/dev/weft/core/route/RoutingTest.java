package dev.weft.core.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.weft.core.call.Attempt;
import dev.weft.core.call.Opening;
import dev.weft.core.call.Reason;
import dev.weft.core.fake.FakeExchange;
import dev.weft.core.fake.FakeMesh;
import dev.weft.core.fake.Policies;
import dev.weft.core.fake.Script;
import dev.weft.policy.compiled.ClusterPolicy.Traffic;
import dev.weft.policy.compiled.HeaderEdits;
import dev.weft.policy.compiled.HeaderEdits.Edits;
import dev.weft.policy.compiled.Route;
import dev.weft.policy.compiled.Route.NamedMatch;
import dev.weft.policy.compiled.Route.RequestMatch;
import dev.weft.policy.match.TextMatch;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutingTest {
  private static final String REVIEWS = FakeMesh.canonical("reviews");

  private final FakeMesh mesh = new FakeMesh().service("reviews", "v1", "v2").apply();

  private void routes(Route... routes) {
    mesh.policy =
        Policies.of(
            Map.of(REVIEWS, List.of(routes)),
            Map.of(REVIEWS, Policies.cluster(REVIEWS, Traffic.DEFAULT)));
    mesh.apply();
  }

  private static Route to(String subset, RequestMatch... matches) {
    return Policies.route(Policies.to("reviews", subset, 1)).match(matches).named(subset);
  }

  private String version(FakeExchange call) {
    call.open();
    Attempt attempt = call.next();
    String version = attempt.endpoint().labels().get("version");
    call.close();
    return version;
  }

  private static RequestMatch match(
      @Nullable TextMatch method, List<NamedMatch> headers, List<NamedMatch> without) {
    return new RequestMatch("", null, false, null, method, null, headers, without, List.of(), null);
  }

  private static RequestMatch query(String name, TextMatch value) {
    return new RequestMatch(
        "",
        null,
        false,
        null,
        null,
        null,
        List.of(),
        List.of(),
        List.of(new NamedMatch(name, value)),
        null);
  }

  @Test
  void theFirstRouteThatMatchesWins() {
    RequestMatch jason =
        match(null, List.of(new NamedMatch("end-user", new TextMatch.Exact("jason"))), List.of());
    routes(to("v2", jason), to("v1"));
    FakeExchange call = mesh.call("reviews", "/");
    call.headers.put("End-User", "jason");
    assertThat(version(call)).isEqualTo("v2");
    assertThat(version(mesh.call("reviews", "/"))).isEqualTo("v1");
  }

  @Test
  void noMatchIsNotFoundWithTheFlag() {
    routes(to("v1", Policies.prefix("/api")));
    FakeExchange call = mesh.call("reviews", "/other");
    assertThat(call.open()).isEqualTo(Opening.REFUSED);
    assertThat(call.refusal().status()).isEqualTo(404);
    assertThat(call.refusal().reason()).isEqualTo(Reason.NR);
    assertThat(Reason.text(call.flags())).isEqualTo("NR");
  }

  @Test
  void theQueryIsNoPartOfTheMatchedPath() {
    routes(to("v2", Policies.uri(new TextMatch.Exact("/api"))), to("v1"));
    assertThat(version(mesh.call("reviews", "/api?x=1"))).isEqualTo("v2");
    assertThat(version(mesh.call("reviews", "/api/?x=1"))).isEqualTo("v1");
  }

  @Test
  void aMissingHeaderMayBeWanted() {
    RequestMatch withoutB =
        match(null, List.of(), List.of(new NamedMatch("x-b", new TextMatch.Present())));
    routes(to("v2", withoutB), to("v1"));
    FakeExchange call = mesh.call("reviews", "/");
    call.headers.put("x-b", "");
    assertThat(version(call)).isEqualTo("v1");
    assertThat(version(mesh.call("reviews", "/"))).isEqualTo("v2");
  }

  @ParameterizedTest
  @CsvSource({
    "/?v=1, v2",
    "/?a=2&v=1&v=2, v2",
    "/?v=2&v=1, v1",
    "/?v, v1",
    "/?vv=1, v1",
    "/, v1",
    "/v=1, v1"
  })
  void aQueryParameterIsMatchedByItsFirstValue(String path, String expected) {
    routes(to("v2", query("v", new TextMatch.Exact("1"))), to("v1"));
    assertThat(version(mesh.call("reviews", path))).isEqualTo(expected);
  }

  @Test
  void weightsAreSharesOfTheCalls() {
    routes(
        Policies.route(Policies.to("reviews", "v1", 80), Policies.to("reviews", "v2", 20))
            .named("split"));
    int second = 0;
    for (int i = 0; i < 10_000; i++) {
      second += version(mesh.call("reviews", "/")).equals("v2") ? 1 : 0;
    }
    assertThat(second / 10_000.0).isCloseTo(0.2, within(0.02));
  }

  @Test
  void weightsMayBeAsLargeAsTheyAreAllowedToBe() {
    routes(
        Policies.route(
                Policies.to("reviews", "v1", Integer.MAX_VALUE),
                Policies.to("reviews", "v2", Integer.MAX_VALUE))
            .named("split"));
    int second = 0;
    for (int i = 0; i < 1000; i++) {
      second += version(mesh.call("reviews", "/")).equals("v2") ? 1 : 0;
    }
    assertThat(second).isBetween(400, 600);
  }

  @Test
  void anUnweightedDestinationIsNeverTaken() {
    routes(
        Policies.route(Policies.to("reviews", "v1", 0), Policies.to("reviews", "v2", 1))
            .named("split"));
    for (int i = 0; i < 100; i++) {
      assertThat(version(mesh.call("reviews", "/"))).isEqualTo("v2");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/foo, /bar, /foo/x?q=1, /bar/x?q=1",
    "/foo, /, /foo/baz, //baz",
    "/, /api/, /x, /api/x"
  })
  void aRewriteReplacesTheMatchedPrefix(String prefix, String uri, String path, String expected) {
    routes(
        Policies.route(Policies.to("reviews", null, 1))
            .match(Policies.prefix(prefix))
            .rewrite(uri, "else.where")
            .named("r"));
    FakeExchange call = mesh.call("reviews", path);
    mesh.blocking(call, Script.of(Script.status(200)));
    assertThat(call.sentPath).isEqualTo(expected);
    assertThat(call.sentAuthority).isEqualTo("else.where");
  }

  @Test
  void aRewriteOfAnExactMatchReplacesThePathAndKeepsTheQuery() {
    routes(
        Policies.route(Policies.to("reviews", null, 1))
            .match(Policies.uri(new TextMatch.Exact("/a/b")))
            .rewrite("/c", null)
            .named("r"));
    FakeExchange call = mesh.call("reviews", "/a/b?q=1");
    mesh.blocking(call, Script.of(Script.status(200)));
    assertThat(call.sentPath).isEqualTo("/c?q=1");
    assertThat(call.sentAuthority).isEqualTo("reviews");
  }

  @Test
  void aRegexRewriteKnowsGroupsAndTakesDollarsLiterally() {
    PathRewrite rewrite =
        PathRewrite.of(
            new Route.Rewrite(
                null, TextMatch.Regex.of("^/service/([^/]+)(/.*)$"), "\\2/$1/\\1", null),
            null);
    assertThat(rewrite.apply("/service/foo/v1/api?q=/service/x"))
        .isEqualTo("/v1/api/$1/foo?q=/service/x");
  }

  @Test
  void headersOfRouteAndDestinationBecomeOnePlan() {
    Edits merged =
        HeaderPlan.merge(
            List.of(
                new Edits(Map.of("a", "1", "b", "1"), Map.of("c", "1"), List.of("d")),
                new Edits(Map.of("b", "2", "d", "2"), Map.of("c", "2"), List.of("a"))));
    assertThat(merged)
        .isEqualTo(new Edits(Map.of("b", "2", "d", "2"), Map.of("c", "1,2"), List.of("a")));
  }

  @Test
  void editsReachTheRequestAndTheResponse() {
    HeaderEdits edits =
        new HeaderEdits(
            new Edits(Map.of("x-set", "one"), Map.of("x-a", "more"), List.of("x-gone")),
            new Edits(Map.of("x-r", "two"), Map.of(), List.of()));
    routes(Policies.route(Policies.to("reviews", null, 1)).headers(edits).named("r"));
    FakeExchange call = mesh.call("reviews", "/");
    call.headers.put("x-gone", "1");
    call.headers.put("x-a", "first");
    mesh.blocking(call, Script.of(Script.status(200)));
    assertThat(call.sentHeaders)
        .containsEntry("x-set", "one")
        .containsEntry("x-a", "first,more")
        .doesNotContainKey("x-gone");
    assertThat(call.responseEdits().set()).containsEntry("x-r", "two");
  }

  @Test
  void routesForAnotherPortOnlyLeaveThisOneToTheDefault() {
    RequestMatch elsewhere =
        new RequestMatch("", null, false, null, null, null, List.of(), List.of(), List.of(), 9081);
    routes(to("v1", elsewhere));
    FakeExchange call = mesh.call("reviews:9080", "/");
    assertThat(call.open()).isEqualTo(Opening.GO);
  }
}
