package dev.weft.core.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.core.fake.FakeExchange;
import dev.weft.core.fake.FakeMesh;
import dev.weft.core.fake.Policies;
import dev.weft.core.route.Rules.Rule;
import dev.weft.policy.compiled.Route;
import dev.weft.policy.compiled.Route.NamedMatch;
import dev.weft.policy.compiled.Route.RequestMatch;
import dev.weft.policy.match.TextMatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PathIndexTest {
  private static final int PORT = 9080;

  private final FakeMesh mesh = new FakeMesh().service("reviews", "v1").apply();

  private static RequestMatch match(
      @Nullable TextMatch uri,
      boolean ignoreCase,
      @Nullable TextMatch method,
      @Nullable TextMatch user) {
    List<NamedMatch> headers = user == null ? List.of() : List.of(new NamedMatch("end-user", user));
    return new RequestMatch(
        "", uri, ignoreCase, null, method, null, headers, List.of(), List.of(), null);
  }

  private static Rule rule(@Nullable RequestMatch match) {
    Route route = Policies.route(Policies.to("reviews", null, 1)).named("r");
    return new Rule(route, match, List.of(), new int[0]);
  }

  private static Rule[] rules(TextMatch... uris) {
    return Arrays.stream(uris).map(uri -> rule(match(uri, false, null, null))).toArray(Rule[]::new);
  }

  private @Nullable Rule first(Rule[] rules, String path) {
    return new PathIndex(rules).first(mesh.call("reviews", path), path, PORT);
  }

  private @Nullable Rule first(Rule[] rules, String path, String user) {
    FakeExchange call = mesh.call("reviews", path);
    call.headers.put("end-user", user);
    return new PathIndex(rules).first(call, path, PORT);
  }

  private static @Nullable Rule oneByOne(Rule[] rules, FakeExchange call, String path) {
    for (Rule rule : rules) {
      if (rule.fits(call, path, PORT)) {
        return rule;
      }
    }
    return null;
  }

  @Test
  void aShorterPrefixBeforeALongerOneTakesItsRequests() {
    Rule[] rules = rules(new TextMatch.Prefix("/a"), new TextMatch.Prefix("/a/b"));
    assertThat(first(rules, "/a/b/c")).isSameAs(rules[0]);
  }

  @Test
  void anExpressionBeforeAnExactPathTakesItsRequests() {
    Rule[] rules =
        rules(
            TextMatch.Regex.of("/[a-z]+"), new TextMatch.Exact("/a"), new TextMatch.Exact("/a/b"));
    assertThat(first(rules, "/a")).isSameAs(rules[0]);
    assertThat(first(rules, "/a/b")).isSameAs(rules[2]);
  }

  @Test
  void textsOfOneHashAreToldApart() {
    // "Aa" and "BB" are the known pair.
    Rule[] rules = rules(new TextMatch.Exact("/Aa"), new TextMatch.Exact("/BB"));
    assertThat(first(rules, "/BB")).isSameAs(rules[1]);
    assertThat(first(rules(new TextMatch.Exact("/Aa")), "/BB")).isNull();
  }

  @Test
  void amongRoutesByAHeaderTheFirstStillWins() {
    Rule[] rules =
        IntStream.range(0, 100)
            .mapToObj(i -> rule(match(null, false, null, new TextMatch.Exact("user" + i % 50))))
            .toArray(Rule[]::new);
    rules[20] = rule(match(new TextMatch.Prefix("/a"), false, null, new TextMatch.Present()));
    assertThat(first(rules, "/a", "user7")).isSameAs(rules[7]);
    assertThat(first(rules, "/a", "user30")).isSameAs(rules[20]);
    assertThat(first(rules, "/b", "user30")).isSameAs(rules[30]);
    assertThat(first(rules, "/b", "nobody")).isNull();
    assertThat(first(rules, "/b")).isNull();
  }

  @Test
  void anEmptyPrefixFitsEveryPath() {
    Rule[] rules = rules(new TextMatch.Exact("/a"), new TextMatch.Prefix(""));
    assertThat(first(rules, "/b")).isSameAs(rules[1]);
    assertThat(first(rules, "")).isSameAs(rules[1]);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void itFindsWhatLookingThroughAllRulesFinds(long seed) {
    Random random = new Random(seed);
    int found = 0;
    for (int table = 0; table < 50; table++) {
      Rule[] rules =
          Stream.generate(() -> rule(random.nextInt(60) == 0 ? null : match(random)))
              .limit(1 + random.nextInt(100))
              .toArray(Rule[]::new);
      PathIndex index = new PathIndex(rules);
      for (int i = 0; i < 100; i++) {
        String path = path(random);
        FakeExchange call = mesh.call("reviews", path);
        if (random.nextBoolean()) {
          call.headers.put("end-user", "jason" + random.nextInt(6));
        }
        Rule expected = oneByOne(rules, call, path);
        assertThat(index.first(call, path, PORT)).as(path).isSameAs(expected);
        found += expected == null ? 0 : 1;
      }
    }
    assertThat(found).isBetween(500, 4_900);
  }

  private static RequestMatch match(Random random) {
    String path = path(random);
    TextMatch uri =
        switch (random.nextInt(9)) {
          case 0, 1 -> null;
          case 2 -> TextMatch.Regex.of(path + "(/.*)?");
          case 3, 4, 5 -> new TextMatch.Prefix(path);
          default -> new TextMatch.Exact(path);
        };
    TextMatch method = random.nextInt(8) == 0 ? new TextMatch.Exact("POST") : null;
    return match(uri, random.nextInt(6) == 0, method, user(random, uri == null ? 1 : 3));
  }

  private static @Nullable TextMatch user(Random random, int rarity) {
    return switch (random.nextInt(5 * rarity)) {
      case 0 -> new TextMatch.Prefix("jason1");
      case 1, 2, 3, 4 -> new TextMatch.Exact("jason" + random.nextInt(6));
      default -> null;
    };
  }

  /** Of few letters, so that many are prefixes of others. */
  private static String path(Random random) {
    StringBuilder path = new StringBuilder("/");
    List<String> letters = new ArrayList<>(List.of("a", "b", "A", "/", "Aa", "BB"));
    for (int i = random.nextInt(5); i > 0; i--) {
      path.append(letters.get(random.nextInt(letters.size())));
    }
    return path.toString();
  }
}
