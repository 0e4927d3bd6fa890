package dev.weft.smoke.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.smoke.app.Line;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client that prefers HTTP/2, and a server that has it: spoken within mesh TLS, by ALPN. */
abstract class Http2Suite implements ClientTests {
  private final World world;

  Http2Suite(World world) {
    this.world = world;
  }

  @Override
  public World world() {
    return world;
  }

  @Override
  public boolean isAsync() {
    return true;
  }

  @BeforeEach
  void noPolicyOfAnotherTest() {
    route("v1", ONCE);
  }

  private Line call(String url, Object... more) {
    Object[] all = new Object[more.length + 4];
    System.arraycopy(more, 0, all, 4, more.length);
    all[0] = "url";
    all[1] = url;
    all[2] = "http2";
    all[3] = true;
    return caller().call(all);
  }

  @Test
  void http2IsSpokenAndLooksAsWithoutTheMesh() {
    route("v2", ONCE);
    Line answer = call("http://echo:8080/path?x=1");
    Line seen = body(answer);
    assertThat(answer.get("version")).isEqualTo("HTTP_2");
    assertThat(answer.get("url")).isEqualTo("http://echo:8080/path?x=1");
    assertThat(answer.is("tls")).isFalse();
    assertThat(seen.get("name")).isEqualTo("echo-v2");
    assertThat(seen.get("protocol")).isEqualTo("HTTP/2.0");
    assertThat(seen.get("uri")).isEqualTo("/path?x=1");
    assertThat(seen.get("scheme")).isEqualTo("http");
    assertThat(seen.is("secure")).isFalse();
    assertThat(seen.get("header.traceparent")).isNotEmpty();
    // The proof that this was no upgrade of a plaintext connection.
    assertThat(seen.values()).doesNotContainKey("header.http2-settings");
  }

  @Test
  void oneConnectionServesAllCalls() {
    String first = body(call("http://echo/")).get("remote");
    for (int i = 0; i < 10; i++) {
      assertThat(body(call("http://echo/")).get("remote")).isEqualTo(first);
    }
  }

  @Test
  void aBadAnswerIsRetriedWithTheWholeBody() {
    route("v1", "retries: {attempts: 3, retryOn: \"503\"}");
    Line answer =
        call("http://echo/codes?codes=503-503-200&key=" + world.key(), "body", "b".repeat(200_000));
    Line seen = body(answer);
    assertThat(seen.get("nth")).isEqualTo("3");
    assertThat(seen.get("length")).isEqualTo("200000");
    assertThat(answer.get("version")).isEqualTo("HTTP_2");
  }

  @Test
  void aSlowAttemptIsGivenUpAndRetried() {
    route("v1", "retries: {attempts: 2, perTryTimeout: 400ms, retryOn: \"5xx\"}");
    Line answer = call("http://echo/?ms=3000-0&key=" + world.key());
    assertThat(body(answer).get("nth")).isEqualTo("2");
    assertThat(answer.number("millis", 0)).isLessThan(2900);
  }

  @Test
  void headersAndPathsAreEditedOnTheWireOnly() {
    world.route(
        "- match: [{uri: {prefix: /old/}}]",
        "  rewrite: {uri: /new/}",
        "  headers: {request: {set: {x-set: s}}}",
        "  route: [{destination: {host: echo, subset: v1}}]");
    Line answer = call("http://echo/old/a?q=1", "header.x-set", "mine");
    assertThat(answer.get("url")).isEqualTo("http://echo/old/a?q=1");
    assertThat(body(answer).get("uri")).isEqualTo("/new/a?q=1");
    assertThat(body(answer).get("header.x-set")).isEqualTo("s");
  }

  @Test
  void aRedirectIsFollowedInTheMesh() {
    Line answer = call("http://echo/redirect?to=/there", "redirects", true);
    assertThat(answer.get("url")).isEqualTo("http://echo/there");
    assertThat(body(answer).get("uri")).isEqualTo("/there");
  }

  @Test
  void aCancelledCallHarmsNoOther() {
    assertThat(call("http://echo/?ms=2000", "cancel", 300).get("error")).isNotEmpty();
    assertThat(call("http://echo/").get("status")).isEqualTo("200");
  }

  @Test
  void manyCallersAtOnce() {
    Line result = caller().load("url", "http://echo/", "calls", 2000, "threads", 50, "http2", true);
    assertThat(result.get("status.200")).as(result.toString()).isEqualTo("2000");
  }
}
