package dev.weft.smoke.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.smoke.app.Line;
import dev.weft.smoke.harness.App;
import dev.weft.smoke.harness.Await;
import dev.weft.smoke.harness.Relay;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What is on the wire. */
interface GrpcTlsTests extends GrpcTests {
  @Test
  default void nothingIsPlaintextOnTheWire() throws IOException {
    String secret = "secret-that-must-not-be-read";
    try (App server =
            world().serverSpec("hidden", "hidden", "v1").setting("advertise", "127.0.0.2").start();
        Relay relay = new Relay("127.0.0.2", new InetSocketAddress("127.0.0.1", server.port(0)))) {
      world().collector().awaitInstances("hidden", 1, true);
      Await.until(
          "the caller knows it",
          Duration.ofSeconds(10),
          () -> echo("target", "hidden:50051").get("code").equals("OK"));
      for (String type : new String[] {"unary", "server", "client", "bidi"}) {
        Line answer = echo("target", "hidden:50051", "type", type, "note", secret);
        assertThat(body(answer).get("name")).isEqualTo("hidden");
      }
      assertThat(relay.connections()).isPositive();
      assertThat(relay.recorded())
          .startsWith("\u0016\u0003")
          .doesNotContain(secret)
          .doesNotContain("PRI * HTTP/2.0")
          .doesNotContain("smoke.Echo");
    }
  }

  @Test
  default void theServerKnowsItsCallersIdentity() {
    body(echo());
    Await.until(
        "a count of calls by their proven caller",
        Duration.ofSeconds(20),
        () ->
            world()
                .collector()
                .text("/metrics")
                .lines()
                .anyMatch(
                    line ->
                        line.startsWith("istio_requests_total")
                            && line.contains("reporter=\"destination\"")
                            && line.contains("request_protocol=\"grpc\"")
                            && line.contains("connection_security_policy=\"mutual_tls\"")
                            && line.contains(
                                "source_principal=\"cluster.local/ns/default/sa/caller\"")));
  }
}
