package dev.weft.policy.compiled;

import static dev.weft.policy.compiled.Documents.virtualService;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.policy.compiled.HeaderEdits.Edits;
import dev.weft.policy.compiled.RetryPolicy.Condition;
import dev.weft.policy.compiled.Route.Destination;
import dev.weft.policy.compiled.Route.Fault;
import dev.weft.policy.compiled.Route.NamedMatch;
import dev.weft.policy.document.PolicyDocument;
import dev.weft.policy.match.TextMatch;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutesTest {
  private static final Consumer CALLER = new Consumer("default", Map.of("app", "caller"));
  private static final String HOST = "reviews.default.svc.cluster.local";

  private static List<Route> routes(String http) {
    return routes(http, CALLER);
  }

  private static List<Route> routes(String http, Consumer consumer) {
    List<PolicyDocument> documents =
        Documents.of(virtualService("reviews", "{hosts: [reviews], http: " + http + "}"));
    CompiledPolicy policy = new PolicyCompiler().compile(documents, consumer);
    CompiledPolicy.VirtualHost host = policy.virtualHosts().get(HOST);
    return host == null ? List.of() : host.routes();
  }

  private static Route route(String http) {
    List<Route> routes = routes("[" + http + "]");
    assertThat(routes).hasSize(1);
    return routes.get(0);
  }

  private static String to(String more) {
    return "{route: [{destination: {host: reviews}}], " + more + "}";
  }

  private static Route.RequestMatch match(String match) {
    return route(to("match: [" + match + "]")).matches().get(0);
  }

  @Test
  void aPlainRouteHasIstiosDefaults() {
    Route route = route("{route: [{destination: {host: reviews, subset: v1}}]}");
    assertThat(route)
        .isEqualTo(
            new Route(
                "reviews[0]",
                List.of(),
                List.of(new Destination(HOST, "v1", null, 1, HeaderEdits.NONE)),
                HeaderEdits.NONE,
                null,
                null,
                RetryPolicy.DEFAULT,
                null));
  }

  @Test
  void destinationsKeepTheirWeightsAndThoseWithoutAreDropped() {
    Route route =
        route(
            "{route: [{destination: {host: reviews, subset: v1}, weight: 80},"
                + " {destination: {host: reviews, subset: v2}, weight: 0},"
                + " {destination: {host: ratings.prod.svc.cluster.local, port: {number: 81}},"
                + " weight: 20}]}");
    assertThat(route.destinations())
        .containsExactly(
            new Destination(HOST, "v1", null, 80, HeaderEdits.NONE),
            new Destination("ratings.prod.svc.cluster.local", null, 81, 20, HeaderEdits.NONE));
  }

  @Test
  void theWeightOfAnOnlyDestinationIsIgnored() {
    Route route = route("{route: [{destination: {host: reviews}, weight: 0}]}");
    assertThat(route.destinations()).extracting(Destination::weight).containsExactly(1);
  }

  @Test
  void everyPartOfAMatchIsRead() {
    Route.RequestMatch match =
        match(
            "{name: m, uri: {prefix: /v2}, ignoreUriCase: true, scheme: {exact: http},"
                + " method: {regex: 'GET|PUT'}, authority: {exact: 'a:80'}, port: 80,"
                + " headers: {X-A: {exact: '1'}, cookie: {}, Host: {prefix: r}},"
                + " withoutHeaders: {X-B: {prefix: p}}, queryParams: {Q: {exact: ''}}}");
    assertThat(match.name()).isEqualTo("m");
    assertThat(match.uri()).isEqualTo(new TextMatch.Prefix("/v2"));
    assertThat(match.ignoreUriCase()).isTrue();
    assertThat(match.scheme()).isEqualTo(new TextMatch.Exact("http"));
    assertThat(match.method()).isEqualTo(TextMatch.Regex.of("GET|PUT"));
    assertThat(match.authority()).isEqualTo(new TextMatch.Exact("a:80"));
    assertThat(match.port()).isEqualTo(80);
    assertThat(match.headers())
        .containsExactly(
            new NamedMatch("x-a", new TextMatch.Exact("1")),
            new NamedMatch("cookie", new TextMatch.Present()),
            new NamedMatch(":authority", new TextMatch.Prefix("r")));
    assertThat(match.withoutHeaders())
        .containsExactly(new NamedMatch("x-b", new TextMatch.Prefix("p")));
    assertThat(match.queryParams()).containsExactly(new NamedMatch("Q", new TextMatch.Exact("")));
  }

  @Test
  void headersNamedAsTheFieldsOfAMatchAreIgnored() {
    Route.RequestMatch match =
        match("{headers: {uri: {exact: a}, Method: {exact: b}, ':method': {exact: GET}}}");
    assertThat(match.headers()).extracting(NamedMatch::name).containsExactly(":method");
  }

  @ParameterizedTest
  @CsvSource({"'{}'", "'{regex: \"*\"}'", "'{regex: \".*\"}'"})
  void aHeaderThatMayHaveNoValueAtAllMustBeAbsent(String unwanted) {
    assertThat(match("{withoutHeaders: {x: " + unwanted + "}}").withoutHeaders())
        .containsExactly(new NamedMatch("x", new TextMatch.Present()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{sourceLabels: {app: caller}} | true",
        "{sourceLabels: {app: caller, version: v1}} | false",
        "{sourceLabels: {app: other}} | false",
        "{sourceNamespace: default} | true",
        "{sourceNamespace: other} | false",
        "{gateways: [mesh]} | true",
        "{gateways: [gw, mesh]} | true",
        "{gateways: [gw]} | false",
        "{gateways: [mesh], sourceLabels: {app: other}} | true",
        "{gateways: [gw], sourceLabels: {app: caller}} | false",
      })
  void matchesAreForTheCallersTheyName(String match, boolean applies) {
    assertThat(routes("[" + to("match: [" + match + "]") + "]")).hasSize(applies ? 1 : 0);
  }

  @Test
  void aRouteOfWhichNoMatchAppliesIsGoneAndTheNextIsTried() {
    List<Route> routes =
        routes("[" + to("name: a, match: [{gateways: [gw]}]") + ", " + to("name: b") + "]");
    assertThat(routes).extracting(Route::name).containsExactly("b");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "match: [] | 1",
        "name: x | 1",
        "match: [{}] | 1",
        "match: [{uri: {prefix: /}}] | 1",
        "match: [{uri: {regex: '.*'}}] | 1",
        "match: [{uri: {}}] | 1",
        "match: [{uri: {exact: /a}}, {uri: {prefix: /}}] | 1",
        "match: [{uri: {prefix: /a}}] | 2",
        "match: [{uri: {prefix: /}, method: {exact: GET}}] | 2",
        "match: [{uri: {prefix: /}, headers: {x: {}}}] | 2",
        "match: [{withoutHeaders: {x: {}}}] | 2",
        "match: [{queryParams: {x: {}}}] | 2",
        "match: [{authority: {exact: a}}] | 2",
        "match: [{port: 80}] | 2",
        "match: [{sourceLabels: {app: caller}}] | 1",
        "match: [{headers: {uri: {exact: a}}}] | 1",
      })
  void whatComesAfterARouteThatMatchesEverythingIsDropped(String first, int left) {
    assertThat(routes("[" + to(first) + ", " + to("name: second") + "]")).hasSize(left);
  }

  @Test
  void matchesAfterOneThatMatchesEverythingAreDropped() {
    Route route = route(to("match: [{uri: {prefix: /}}, {uri: {exact: /a}}]"));
    assertThat(route.matches()).hasSize(1);
  }

  @Test
  void timeoutsOfZeroAreNone() {
    assertThat(route(to("timeout: 1.5s")).timeout()).isEqualTo(Duration.ofMillis(1500));
    assertThat(route(to("timeout: 0s")).timeout()).isNull();
  }

  @Test
  void retriesAreReadWhole() {
    RetryPolicy retries =
        route(
                to(
                    "retries: {attempts: 3, perTryTimeout: 2s, backoff: 10ms,"
                        + " retryOn: 'gateway-error,409,unavailable,503',"
                        + " retryIgnorePreviousHosts: false}"))
            .retries();
    assertThat(retries)
        .isEqualTo(
            new RetryPolicy(
                3,
                Duration.ofSeconds(2),
                Set.of(
                    Condition.GATEWAY_ERROR,
                    Condition.UNAVAILABLE,
                    Condition.RETRIABLE_STATUS_CODES),
                Set.of(409, 503),
                Duration.ofMillis(10),
                Duration.ofMillis(100),
                false));
  }

  @Test
  void everyConditionIsKnown() {
    for (Condition condition : Condition.values()) {
      RetryPolicy retries =
          route(to("retries: {attempts: 1, retryOn: '" + condition.text() + "'}")).retries();
      assertThat(retries.on()).containsExactly(condition);
    }
  }

  @Test
  void retriesWithoutAttemptsAreOffAndWithoutConditionsHaveTheDefaultOnes() {
    assertThat(route(to("retries: {}")).retries().attempts()).isZero();
    assertThat(route(to("retries: {attempts: 0}")).retries().attempts()).isZero();
    RetryPolicy retries = route(to("retries: {attempts: 5}")).retries();
    assertThat(retries.attempts()).isEqualTo(5);
    assertThat(retries.on()).isEqualTo(RetryPolicy.DEFAULT.on());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{delay: {fixedDelay: 7s, percentage: {value: 0.5}}} | 0.5 | 7 | | ",
        "{delay: {fixedDelay: 7s, percent: 30}} | 30 | 7 | | ",
        "{abort: {httpStatus: 555, percentage: {value: 100}}} | | | 100 | 555",
        "{abort: {grpcStatus: UNAVAILABLE, percentage: {value: 10}}} | | | 10 | -14",
        "{abort: {httpStatus: 555}} | | | | ",
        "{delay: {fixedDelay: 7s}} | | | | ",
        "{delay: {fixedDelay: 7s, percentage: {}}} | | | | ",
      })
  void faultsWithoutAPercentageInjectNothing(
      String fault, Double delayed, Long seconds, Double aborted, Integer status) {
    Fault.Delay delay =
        delayed == null ? null : new Fault.Delay(delayed, Duration.ofSeconds(seconds));
    Fault.Abort abort =
        aborted == null
            ? null
            : status < 0
                ? new Fault.Abort(aborted, 0, -status)
                : new Fault.Abort(aborted, status, -1);
    Fault expected = delay == null && abort == null ? null : new Fault(delay, abort);
    assertThat(route(to("fault: " + fault)).fault()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rewrite: {uri: /n} | /n | ",
        "rewrite: {authority: r} | | r",
        "rewrite: {uri: /n, authority: r} | /n | r",
        "headers: {request: {set: {Host: h}}} | | h",
        "headers: {request: {add: {':authority': h}}} | | h",
        "headers: {request: {set: {Host: h}}}, rewrite: {uri: /n} | /n | h",
        "headers: {request: {remove: [x]}} | | ",
      })
  void rewritesChangePathAndAuthority(String more, String uri, String authority) {
    Route.Rewrite expected =
        uri == null && authority == null ? null : new Route.Rewrite(uri, null, null, authority);
    Route route = route(to(more));
    assertThat(route.rewrite()).isEqualTo(expected);
    assertThat(route.headers().request().set()).isEmpty();
  }

  @Test
  void expressionsRewriteThePath() {
    Route.Rewrite rewrite =
        route(to("rewrite: {uriRegexRewrite: {match: '/a/(.*)', rewrite: '/b/\\1'}}")).rewrite();
    assertThat(rewrite)
        .isEqualTo(new Route.Rewrite(null, TextMatch.Regex.of("/a/(.*)"), "/b/\\1", null));
  }

  @Test
  void theAuthorityOfAnOnlyDestinationCountsWhereTheRouteSetsNone() {
    String destination =
        "route: [{destination: {host: reviews}, headers: {request: {set: {Host: d}}}}]";
    assertThat(route("{" + destination + "}").rewrite().authority()).isEqualTo("d");
    assertThat(route("{" + destination + ", rewrite: {authority: r}}").rewrite().authority())
        .isEqualTo("r");
    assertThat(
            route("{" + destination + ", headers: {request: {set: {Host: h}}}}")
                .rewrite()
                .authority())
        .isEqualTo("h");
  }

  @Test
  void headersOfRoutesAreLowerCase() {
    HeaderEdits headers =
        route(
                to(
                    "headers: {request: {set: {X-A: '%REQ(x)%'}, add: {X-B: '100%%'}, remove: [X-C]},"
                        + " response: {set: {X-D: d}}}"))
            .headers();
    assertThat(headers.request())
        .isEqualTo(new Edits(Map.of("x-a", "%REQ(x)%"), Map.of("x-b", "100%"), List.of("x-c")));
    assertThat(headers.response()).isEqualTo(new Edits(Map.of("x-d", "d"), Map.of(), List.of()));
  }

  private static final String BOTH =
      "headers: {request: {set: {s: r, only-r: r}, add: {a: r}, remove: [gone-r, kept]}}";

  private static String destination(int weight) {
    return "{destination: {host: reviews}, weight: "
        + weight
        + ", headers: {request: {set: {s: d, a: d, kept: d}, add: {a: d2}, remove: [only-r]}}}";
  }

  @Test
  void theHeadersOfAnOnlyDestinationAreOneListWithThoseOfTheRoute() {
    Route route = route("{route: [" + destination(1) + "], " + BOTH + "}");
    assertThat(route.headers()).isEqualTo(HeaderEdits.NONE);
    assertThat(route.destinations().get(0).headers().request())
        .isEqualTo(
            new Edits(
                Map.of("s", "d", "only-r", "r", "a", "d", "kept", "d"),
                Map.of("a", "r,d2"),
                List.of("gone-r", "kept", "only-r")));
  }

  @Test
  void theHeadersOfAWeightedDestinationComeBeforeThoseOfTheRoute() {
    Route route = route("{route: [" + destination(1) + ", " + destination(2) + "], " + BOTH + "}");
    assertThat(route.destinations().get(0).headers().request())
        .isEqualTo(
            new Edits(
                Map.of("s", "r", "only-r", "r", "a", "d"),
                Map.of("a", "d2,r"),
                List.of("gone-r", "kept", "only-r")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{redirect: {uri: /n}}",
        "{directResponse: {status: 200}}",
        "{delegate: {name: other}}",
      })
  void whatIsNotDoneIsAnsweredInsteadOfFallingThrough(String http) {
    Route route = route(http);
    assertThat(route.fault()).isEqualTo(new Fault(null, new Fault.Abort(100, 501, -1)));
    assertThat(route.destinations()).hasSize(1);
    assertThat(route.retries().attempts()).isZero();
  }

  @Test
  void aDocumentThatIsNotUnderstoodIsRefusedByName() {
    PolicyDocument document =
        Documents.of(
                virtualService("reviews", "{hosts: [reviews], http: [" + to("timeout: 1s") + "]}"))
            .get(0);
    PolicyDocument broken =
        new PolicyDocument(
            document.key(), document.apiVersion(), Map.of(), Map.of(), Map.of("http", 5L), 1);
    assertThatThrownBy(() -> new PolicyCompiler().compile(List.of(broken), CALLER))
        .isInstanceOf(PolicyRefusedException.class)
        .hasMessageContaining("VirtualService default/reviews: spec.http");
  }
}
