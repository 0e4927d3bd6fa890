package dev.weft.smoke.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.smoke.app.Line;
import dev.weft.smoke.harness.App;
import dev.weft.smoke.harness.Ports;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The suite with Tomcat, and what only a servlet container has. */
abstract class TomcatServerSuite extends ServerSuite {
  private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  TomcatServerSuite(World world) {
    super(world);
  }

  @Test
  void theTraceReachesAServletThatIsDispatchedAgain() {
    String url = "http://echo/call?dispatch=yes&url=http%3A%2F%2Fpair%3A" + world().pair().port(0);
    for (int i = 0; i < 5; i++) {
      Line both = body(caller().call("url", url, "header.traceparent", TRACE));
      String there = Line.parse(both.get("there")).get("header.traceparent");
      assertThat(there).startsWith(TRACE.substring(0, 36));
    }
    // The thread that served it is free of it again.
    String other = TRACE.replace("0af7", "1bf8");
    for (int i = 0; i < 5; i++) {
      Line both =
          body(caller().call("url", url.replace("dispatch=yes&", ""), "header.traceparent", other));
      String there = Line.parse(both.get("there")).get("header.traceparent");
      assertThat(there).startsWith(other.substring(0, 36));
    }
  }

  @Test
  void http2OfTheConnectorIsSpokenInTheMeshToo() {
    Line answer = caller().call("url", "http://echo/path?x=1", "http2", true);
    assertThat(answer.get("version")).isEqualTo("HTTP_2");
    Line seen = body(answer);
    assertThat(seen.get("protocol")).isEqualTo("HTTP/2.0");
    assertThat(seen.get("scheme")).isEqualTo("http");
    assertThat(seen.is("secure")).isFalse();
    assertThat(seen.number("port", 0)).isEqualTo(world().echo("v1").port(0));
    Line upload = caller().call("url", "http://echo/", "http2", true, "body", "b".repeat(300_000));
    assertThat(body(upload).number("length", 0)).isEqualTo(300_000);
  }

  @Test
  void virtualThreadsServeToo() {
    Assumptions.assumeTrue(world().jdk().feature() >= 21, "no virtual threads before 21");
    App.Spec spec = world().serverSpec("virtual", "virtual", "v1").option("-Dvirtual=true");
    try (App app = spec.start().started()) {
      world().collector().awaitInstances("virtual", 1, true);
      Line result = caller().load("url", "http://virtual/?ms=20", "calls", 400, "threads", 50);
      assertThat(result.get("name.virtual")).as(result.toString()).isEqualTo("400");
      assertThat(app.end()).isZero();
    }
  }

  @Test
  void meshTlsListensWhereTheUserWantsIt() {
    int wanted = Ports.free();
    App.Spec spec = world().serverSpec("placed", "placed", "v1").setting("mtls.port", "" + wanted);
    try (App app = spec.start().started()) {
      world().collector().awaitInstances("placed", 1, true);
      assertThat(caller().get("http://placed/").get("status")).isEqualTo("200");
      assertThat(world().collector().items("/v1/instances"))
          .filteredOn(instance -> instance.path("service").asText().equals("placed"))
          .allSatisfy(
              instance ->
                  assertThat(instance.path("ports").get(0).path("mtlsPort").asInt())
                      .isEqualTo(wanted));
      assertThat(app.end()).isZero();
    }
  }
}
