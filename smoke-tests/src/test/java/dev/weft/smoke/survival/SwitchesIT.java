package dev.weft.smoke.survival;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.smoke.app.Line;
import dev.weft.smoke.harness.App;
import dev.weft.smoke.harness.Await;
import dev.weft.smoke.harness.Collector;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Operators switch the mesh off and on while applications run. */
class SwitchesIT {
  private static final String SWITCHES = "/v1/agents/switches";

  /** Of the design: what is switched is in force within a second. */
  private static final long WITHIN_MILLIS = 1_000;

  private static final Path CALLERS_STATE = Apps.stateDir();
  private static Collector collector;
  private static App echo;
  private static App caller;

  @BeforeAll
  static void start() {
    collector = new Collector();
    echo = Apps.server(collector, "echo", "echo", Apps.stateDir()).start().started();
    caller = Apps.caller(collector, "caller", CALLERS_STATE).start().started();
    collector.awaitInstances("echo", 1, true);
    assertThat(caller.get("http://echo/").get("status")).isEqualTo("200");
    // Answered by a fault, so that every call tells whether policy is in force.
    collector.apply(
        """
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: echo, namespace: default}
        spec:
          hosts: [echo]
          http:
          - fault: {abort: {percentage: {value: 100}, httpStatus: 418}}
            route: [{destination: {host: echo}}]
        """);
    assertFaulty(caller);
  }

  @AfterAll
  static void stop() {
    caller.close();
    echo.close();
    collector.close();
  }

  @AfterEach
  void allOn() {
    for (JsonNode one : collector.items(SWITCHES)) {
      collector.change("DELETE", SWITCHES + path(one.path("scope").asText(), one));
    }
    awaitNothingPending();
  }

  private static String path(String scope, JsonNode one) {
    return scope.equals("mesh") ? "/mesh" : "/" + scope + "s/" + one.path("name").asText();
  }

  private static void assertFaulty(App from) {
    assertThat(from.get("http://echo/").get("status")).isEqualTo("418");
  }

  /** Switches, and returns once the agents have said that they obey. */
  private static JsonNode off(String path) {
    collector.change("PUT", SWITCHES + path);
    return awaitNothingPending();
  }

  private static void on(String path) {
    collector.change("DELETE", SWITCHES + path);
    awaitNothingPending();
  }

  private static JsonNode awaitNothingPending() {
    return Await.until(
        "switches in force",
        Duration.ofSeconds(20),
        () -> {
          for (JsonNode agent : collector.items("/v1/agents")) {
            if (agent.path("switches").path("state").asText().equals("Pending")) {
              return null;
            }
          }
          return collector.items(SWITCHES);
        },
        () -> collector.get("/v1/agents").toPrettyString());
  }

  @Test
  void withoutPolicyNamesResolveMeshTlsStaysAndFaultsAreGone() {
    JsonNode switches = off("/mesh");

    assertThat(switches.path(0).path("inForce").asInt()).isEqualTo(2);
    assertThat(switches.path(0).path("slowestMillis").asLong()).isLessThan(WITHIN_MILLIS);
    Line answer = caller.get("http://echo/");
    assertThat(answer.get("status")).isEqualTo("200");
    assertThat(Line.parse(answer.get("body")).get("name")).isEqualTo("echo");
    on("/mesh");
    assertFaulty(caller);
  }

  @Test
  void wholeServicesGoAsTheirApplicationsWereWritten() {
    off("/services/default/caller?level=all");

    Line answer = caller.get("http://echo/");
    assertThat(answer.get("error")).as(answer.toString()).contains("ConnectException");
    Line direct = caller.get("http://127.0.0.1:" + echo.port(0) + "/");
    assertThat(direct.get("status")).isEqualTo("200");
    assertThat(Line.parse(direct.get("body")).values()).doesNotContainKey("header.traceparent");
    on("/services/default/caller");
    assertFaulty(caller);
  }

  @Test
  void aServiceThatIsOffStillTakesItsPeersMeshTls() {
    off("/mesh");
    off("/services/default/echo?level=all");
    assertThat(caller.get("http://echo/").get("status")).isEqualTo("200");
  }

  @Test
  void oneInstanceAndOneAdapterCanBeSwitchedOff() {
    String id = "";
    for (JsonNode agent : collector.items("/v1/agents")) {
      if (agent.path("services").path(0).path("name").asText().equals("caller")) {
        id = agent.path("id").asText();
      }
    }
    off("/instances/" + id);
    assertThat(caller.get("http://echo/").get("status")).isEqualTo("200");
    on("/instances/" + id);
    assertFaulty(caller);

    off("/adapters/java-http-client");
    assertThat(caller.get("http://echo/").get("error")).contains("ConnectException");
    on("/adapters/java-http-client");
    assertFaulty(caller);
  }

  @Test
  void aRestartWithoutTheCollectorKeepsWhatIsOff() {
    off("/services/default/caller?level=policy");
    Await.until(
        "kept on disk",
        Duration.ofSeconds(10),
        () -> CALLERS_STATE.resolve("default.caller.state").toFile().exists());
    collector.kill();
    try (App again = Apps.caller(collector, "caller", CALLERS_STATE).start().started()) {
      Line answer = again.get("http://echo/");
      assertThat(answer.get("status")).as(answer.toString()).isEqualTo("200");
    } finally {
      collector.start();
    }
    collector.awaitAgents("caller", "echo");
    assertThat(collector.items(SWITCHES)).hasSize(1);
    assertThat(awaitNothingPending().path(0).path("inForce").asInt()).isPositive();
    assertThat(caller.get("http://echo/").get("status")).isEqualTo("200");
  }
}
