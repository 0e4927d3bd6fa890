package dev.weft.smoke.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.smoke.app.Line;
import dev.weft.smoke.harness.App;
import dev.weft.smoke.harness.Await;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What routing does to a call, and what it leaves alone. */
interface RoutingTests extends ClientTests {
  @Test
  default void routingChangesNothingThatEitherSideSees() {
    route("v2", ONCE);
    Line answer = caller().get("http://echo:8080/some/path?x=1&y=%20");
    assertThat(answer.get("status")).isEqualTo("200");
    assertThat(answer.get("url")).isEqualTo("http://echo:8080/some/path?x=1&y=%20");
    assertThat(answer.is("tls")).isFalse();
    assertThat(answer.values()).doesNotContainKey("header.x-weft-flags");
    Line seen = body(answer);
    assertThat(seen.get("name")).isEqualTo("echo-v2");
    assertThat(seen.get("header.host")).isEqualTo("echo:8080");
    assertThat(seen.get("uri")).isEqualTo("/some/path?x=1&y=%20");
    assertThat(seen.get("header.x-weft-attempt")).isEmpty();
    assertThat(seen.get("header.traceparent")).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-0[0-3]");
  }

  @Test
  default void everySpellingOfTheNameIsTheService() {
    for (String name :
        new String[] {"echo", "echo.default.svc", "echo.default.svc.cluster.local"}) {
      assertThat(body(caller().get("http://" + name + "/")).get("header.host")).isEqualTo(name);
    }
  }

  @Test
  default void theDefaultPortIsNotAddedToTheHost() {
    assertThat(body(caller().get("http://echo:80/")).get("header.host")).isEqualTo("echo");
  }

  @Test
  default void pooledConnectionsDoNotOutliveAPolicy() {
    for (int i = 0; i < 5; i++) {
      assertThat(body(caller().get("http://echo/")).get("name")).isEqualTo("echo-v1");
    }
    route("v2", ONCE);
    for (int i = 0; i < 5; i++) {
      assertThat(body(caller().get("http://echo/")).get("name")).isEqualTo("echo-v2");
    }
  }

  @Test
  default void connectionsAreReused() {
    try (App fresh = world().callerSpec("fresh").start()) {
      Set<String> connections = new HashSet<>();
      for (int i = 0; i < 40; i++) {
        connections.add(body(fresh.get("http://echo/")).get("remote"));
      }
      // Seldom one: a pool may be given a connection back just after the next call began.
      assertThat(connections).hasSizeLessThan(20);
    }
  }

  @Test
  default void headersAndPathsAreEditedOnTheWireOnly() {
    world()
        .route(
            "- match: [{uri: {prefix: /old/}}]",
            "  rewrite: {uri: /new/, authority: other}",
            "  headers:",
            "    request: {set: {x-set: s}, add: {x-add: b}, remove: [x-gone]}",
            "    response: {set: {x-back: r}, remove: [x-name]}",
            "  route: [{destination: {host: echo, subset: v1}}]");
    Line answer =
        caller()
            .call(
                "url", "http://echo/old/a?q=1",
                "header.x-set", "mine",
                "header.x-add", "a",
                "header.x-gone", "g");
    assertThat(answer.get("url")).isEqualTo("http://echo/old/a?q=1");
    assertThat(answer.get("header.x-back")).isEqualTo("r");
    assertThat(answer.values()).doesNotContainKey("header.x-name");
    Line seen = body(answer);
    assertThat(seen.get("uri")).isEqualTo("/new/a?q=1");
    assertThat(seen.get("header.host")).isEqualTo("other");
    assertThat(seen.get("header.x-set")).isEqualTo("s");
    assertThat(seen.get("header.x-add")).isEqualTo("a,b");
    assertThat(seen.values()).doesNotContainKey("header.x-gone");
  }

  @Test
  default void aRelativeRedirectIsFollowedInTheMesh() {
    Line answer = caller().call("url", "http://echo/redirect?to=/there", "redirects", true);
    assertThat(answer.get("url")).isEqualTo("http://echo/there");
    assertThat(body(answer).get("uri")).isEqualTo("/there");
  }

  @Test
  default void aRedirectToAnotherServiceIsACallOfItsOwn() {
    String target = "http://pair:" + world().pair().port(1) + "/there";
    Line answer = caller().call("url", "http://echo/redirect?to=" + target, "redirects", true);
    assertThat(answer.get("url")).isEqualTo(target);
    assertThat(body(answer).get("name")).isEqualTo("pair");
  }

  @Test
  default void theLibraryAuthenticatesAsEver() {
    Line answer = caller().call("url", "http://echo/guarded", "credentials", "me:secret");
    assertThat(answer.get("status")).isEqualTo("200");
    assertThat(body(answer).get("header.authorization")).startsWith("Basic ");
  }

  @Test
  default void aProxyForTheOutsideIsNotUsedInTheMesh() {
    Line answer = caller().call("url", "http://echo/", "proxy", "127.0.0.1:1");
    assertThat(body(answer).get("name")).isEqualTo("echo-v1");
  }

  @Test
  default void nobodyThereIsAnOrdinaryResponse() {
    route("v3", ONCE);
    Line answer = caller().get("http://echo/");
    assertThat(answer.get("status")).as(answer.toString()).isEqualTo("503");
    assertThat(answer.get("header.x-weft-flags")).isEqualTo("UH");
  }

  /** Some clients are meshed when they are built: at the first call here, of any. */
  @Test
  default void aClientThatIsBuiltBeforeTheMeshIsMadeIsMeshed() {
    try (App hasty = world().callerSpec("hasty").setting("start.wait", "0s").start()) {
      Await.until(
          "a call that is routed",
          Duration.ofSeconds(20),
          () -> hasty.get("http://echo/").get("status").equals("200"));
    }
  }

  @Test
  default void theFirstCallOfAColdStartIsRouted() {
    route("v2", ONCE);
    try (App cold = world().callerSpec("cold").start()) {
      assertThat(body(cold.get("http://echo/")).get("name")).isEqualTo("echo-v2");
    }
  }
}
