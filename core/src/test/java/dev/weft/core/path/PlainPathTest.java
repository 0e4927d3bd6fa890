package dev.weft.core.path;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.core.fake.FakeBlockingWire;
import dev.weft.core.fake.FakeExchange;
import dev.weft.core.fake.FakeMesh;
import dev.weft.core.fake.Outcome;
import dev.weft.core.fake.Script;
import java.net.ConnectException;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlainPathTest {
  private final FakeMesh mesh = new FakeMesh().service("reviews", "v1", "v2").apply();

  @Test
  void aCallToAKnownNameGoesToAnInstance() {
    FakeExchange call = mesh.call("reviews:9080", "/");
    FakeBlockingWire wire = new FakeBlockingWire(Script.of(Script.status(200)), mesh.time);
    Outcome outcome = mesh.blocking(call, wire);
    assertThat(outcome.status()).isEqualTo(200);
    assertThat(call.isMeshed()).isTrue();
    assertThat(wire.sent.get(0).endpoint().address(false).getAddress().getHostAddress())
        .isIn("10.0.0.1", "10.0.0.2");
    assertThat(mesh.used).isEqualTo(List.of(FakeMesh.canonical("reviews")));
  }

  @Test
  void aRefusedConnectionIsTriedElsewhereByBothLoops() {
    Script.Step refused = Script.fails(new ConnectException("refused"));
    Outcome blocking =
        mesh.blocking(mesh.call("reviews", "/"), Script.of(refused, Script.status(200)));
    Outcome async = mesh.async(mesh.call("reviews", "/"), Script.of(refused, Script.status(200)));
    assertThat(blocking.status()).isEqualTo(200);
    assertThat(async.status()).isEqualTo(200);
  }

  @Test
  void theLastFailureIsTheApplications() {
    ConnectException refused = new ConnectException("refused");
    FakeBlockingWire wire = new FakeBlockingWire(Script.of(Script.fails(refused)), mesh.time);
    Outcome outcome = mesh.blocking(mesh.call("reviews", "/"), wire);
    assertThat(outcome.failure()).isSameAs(refused);
    assertThat(wire.sent).hasSize(3);
  }

  @Test
  void anUnknownHostIsLeftAlone() {
    FakeExchange call = mesh.call("example.com", "/");
    FakeBlockingWire wire = new FakeBlockingWire(Script.of(Script.status(503)), mesh.time);
    Outcome outcome = mesh.blocking(call, wire);
    assertThat(outcome.status()).isEqualTo(503);
    assertThat(call.isMeshed()).isFalse();
    assertThat(wire.sent).hasSize(1);
    assertThat(wire.sent.get(0).endpoint()).isNull();
  }
}
