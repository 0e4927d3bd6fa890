package dev.weft.smoke.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.smoke.app.Line;
import dev.weft.smoke.harness.App;
import dev.weft.smoke.harness.Await;
import dev.weft.smoke.harness.Relay;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What must hold for applications whatever server library they are written with. An adapter passes
 * it by a driver and two empty classes, one a JDK.
 */
abstract class ServerSuite implements ClientTests {
  private final World world;

  ServerSuite(World world) {
    this.world = world;
  }

  @Override
  public World world() {
    return world;
  }

  @Override
  public boolean isAsync() {
    return false;
  }

  @BeforeEach
  void noPolicyOfAnotherTest() {
    route("v1", ONCE);
  }

  @Test
  void theApplicationSeesPlaintextAsItWasWritten() {
    Line seen = body(caller().get("http://echo/path?x=1"));
    assertThat(seen.get("scheme")).isEqualTo("http");
    assertThat(seen.is("secure")).isFalse();
    assertThat(seen.get("protocol")).isEqualTo("HTTP/1.1");
    assertThat(seen.number("port", 0)).isEqualTo(world.echo("v1").port(0));
  }

  @Test
  void nothingOnTheWireIsPlaintext() throws IOException {
    App.Spec spec = world.serverSpec("hidden", "hidden", "v1").setting("advertise", "127.0.0.2");
    try (App hidden = spec.start().started();
        Relay relay = relay("127.0.0.2", "hidden")) {
      Line answer =
          caller()
              .call(
                  "url", "http://hidden/secret-path", "body", "secret-text", "header.x-secret", 1);
      assertThat(body(answer).get("body")).isEqualTo("secret-text");
      assertThat(relay.connections()).isPositive();
      assertThat(relay.recorded())
          .isNotEmpty()
          .doesNotContain("secret-path", "secret-text", "x-secret", "HTTP/1.1", "hidden");
    }
  }

  /** Between callers and the port at which the service takes mesh TLS. */
  private Relay relay(String address, String service) throws IOException {
    world.collector().awaitInstances(service, 1, true);
    for (JsonNode instance : world.collector().items("/v1/instances")) {
      if (instance.path("service").asText().equals(service)) {
        int port = instance.path("ports").get(0).path("mtlsPort").asInt();
        return new Relay(address, new InetSocketAddress("127.0.0.1", port));
      }
    }
    throw new AssertionError(service + " has gone");
  }

  @Test
  void thePortStillTakesPlaintext() throws IOException {
    String answer = raw(world.echo("v1").port(0), "GET /p HTTP/1.0\r\nHost: x\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.").contains(" 200 ").contains("name=echo-v1");
  }

  @Test
  void bytesThatAreNoHttpHarmNobody() throws IOException {
    // The beginning of a TLS record that is none, and of nothing at all.
    for (String garbage : List.of("\u0016\u0003\u0001\u0000\u0005hello", "\u0001\u0002\r\n\r\n")) {
      raw(world.echo("v1").port(0), garbage);
    }
    assertThat(caller().get("http://echo/").get("status")).isEqualTo("200");
  }

  @Test
  void aHandlerMayAnswerOnAnotherThread() {
    assertThat(body(caller().get("http://echo/later")).get("uri")).isEqualTo("/later");
  }

  @Test
  void bothPortsOfAServerAreServed() {
    for (int i = 0; i < 2; i++) {
      int port = world.pair().port(i);
      Line seen = body(caller().get("http://pair:" + port + "/"));
      assertThat(seen.number("port", 0)).isEqualTo(port);
      assertThat(seen.get("header.host")).isEqualTo("pair:" + port);
    }
  }

  @Test
  void aPortThatFitsNoneOfTwoIsNoRoute() {
    Line answer = caller().get("http://pair:9/");
    assertThat(answer.get("header.x-weft-flags")).as(answer.toString()).isEqualTo("NR");
  }

  @Test
  void aClosedListenerLeavesTheRegistry() {
    try (App app = world.twoPorts("leaver").start().started()) {
      world.collector().awaitInstances("leaver", 1, true);
      int closed = app.port(0);
      assertThat(ports("leaver")).contains(closed, app.port(1));
      app.ask("stop", "index", 0);
      Await.until(
          "port " + closed + " gone",
          Duration.ofSeconds(10),
          () -> !ports("leaver").contains(closed));
      assertThat(ports("leaver")).contains(app.port(1));
      assertThat(app.end()).isZero();
      Await.until("leaver gone", Duration.ofSeconds(10), () -> ports("leaver").isEmpty());
    }
  }

  private List<Integer> ports(String service) {
    List<Integer> ports = new ArrayList<>();
    for (JsonNode instance : world.collector().items("/v1/instances")) {
      if (instance.path("service").asText().equals(service)) {
        instance.path("ports").forEach(port -> ports.add(port.path("port").asInt()));
      }
    }
    return ports;
  }

  @Test
  void largeBodiesPassBothWays() {
    String text = "0123456789".repeat(100_000);
    Line answer = caller().call("url", "http://echo/", "body", text);
    assertThat(body(answer).number("length", 0)).isEqualTo(1_000_000);
    Line stream = caller().get("http://echo/stream?chunks=100&size=10000");
    assertThat(stream.get("body")).hasSize(1_000_000);
  }

  @Test
  void aStreamIsHandedOverAsItComes() {
    Line answer = caller().get("http://echo/stream?chunks=5&every=300&size=10");
    assertThat(answer.number("first", 10_000)).isLessThan(1200);
  }

  @Test
  void aReplyOfKnownLengthIsHandedOverAsItIsFlushed() {
    Line answer = caller().get("http://echo/stream?chunks=5&every=300&size=10&fixed=true");
    assertThat(answer.number("first", 10_000)).isLessThan(1200);
    assertThat(answer.get("body")).hasSize(50);
  }

  @Test
  void theTraceReachesTheCallsMadeOnBehalf() {
    Line both =
        body(
            caller()
                .call(
                    "url",
                    "http://echo/call?url=http%3A%2F%2Fpair%3A" + world.pair().port(0),
                    "header.traceparent",
                    "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));
    String here = Line.parse(both.get("here")).get("traceparent");
    String there = Line.parse(both.get("there")).get("header.traceparent");
    assertThat(here).startsWith("00-0af7651916cd43dd8448eb211c80319c-");
    assertThat(there).startsWith("00-0af7651916cd43dd8448eb211c80319c-");
    assertThat(there).isNotEqualTo(here);
  }

  @Test
  void aConnectionServesManyCalls() {
    try (App fresh = world.callerSpec("fresh").start()) {
      Set<String> connections = new HashSet<>();
      for (int i = 0; i < 40; i++) {
        Line seen = body(fresh.call("url", "http://echo/", "body", "x".repeat(20_000)));
        connections.add(seen.get("remote"));
      }
      // Seldom one: a pool may be given a connection back just after the next call began.
      assertThat(connections).hasSizeLessThan(20);
    }
  }

  @Test
  void aConnectionDroppedByTheHandlerIsSeenByTheCaller() {
    Line answer = caller().call("url", "http://echo/codes?codes=0", "body", "x");
    assertThat(answer.get("error")).as(answer.toString()).isNotEmpty();
    assertThat(caller().get("http://echo/").get("status")).isEqualTo("200");
  }

  private static String raw(int port, String request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(10_000);
      OutputStream out = socket.getOutputStream();
      out.write(request.getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      socket.shutdownOutput();
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (java.net.SocketException reset) {
      return "";
    }
  }
}
