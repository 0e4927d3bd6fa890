package dev.weft.smoke.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.smoke.app.Line;
import dev.weft.smoke.harness.App;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Hosts that are not the mesh's, and JVMs without a collector. */
interface GrpcOutsideTests extends GrpcTests {
  @Test
  default void aForeignHostIsUntouched() {
    try (App outside = world().plainServerSpec("outside").start();
        App plain = world().plainSpec("plain").start()) {
      String target = "localhost:" + outside.port(0);
      Map<String, String> without = new TreeMap<>(body(plain.call("target", target)).values());
      Map<String, String> with = new TreeMap<>(body(echo("target", target)).values());
      assertThat(with.remove("header.traceparent")).isNotNull();
      for (Map<String, String> seen : List.of(with, without)) {
        seen.remove("remote");
        seen.remove("nth");
        seen.remove("length");
      }
      assertThat(with).isEqualTo(without);
    }
  }

  @Test
  default void aForeignHostIsNotRetried() {
    try (App outside = world().plainServerSpec("outside").start()) {
      String key = world().key();
      Line answer = echo("target", "127.0.0.1:" + outside.port(0), "codes", "14-0", "key", key);
      assertThat(answer.get("code")).isEqualTo("UNAVAILABLE");
      assertThat(outside.ask("seen", "key", key).number("count", 0)).isEqualTo(1);
    }
  }

  @Test
  default void aForeignHostThatIsDownFailsAsEver() {
    try (App plain = world().plainSpec("plain").start()) {
      for (String target : List.of("127.0.0.1:1", "nobody.invalid:1")) {
        Line without = plain.call("target", target);
        Line with = echo("target", target);
        assertThat(with.get("code")).isEqualTo("UNAVAILABLE").isEqualTo(without.get("code"));
        assertThat(with.get("description")).isEqualTo(without.get("description"));
      }
    }
  }

  @Test
  default void aCallerWithoutTheAgentIsServed() {
    try (App plain = world().plainSpec("plain").start()) {
      Line answer = plain.call("target", "127.0.0.1:" + world().echo("v1").port(0));
      assertThat(body(answer).get("name")).isEqualTo("echo-v1");
    }
  }

  @Test
  default void withoutACollectorTheApplicationRunsAsWritten() {
    try (App outside = world().plainServerSpec("outside").start();
        App alone =
            world().callerSpec("alone").setting("collector", "http://127.0.0.1:1").start()) {
      assertThat(body(alone.call("target", "127.0.0.1:" + outside.port(0))).get("name"))
          .isEqualTo("outside");
      assertThat(alone.end()).isZero();
    }
  }

  @Test
  default void whenTheCollectorIsGoneTheMeshGoesOn() {
    route("v2", ONCE);
    assertThat(body(echo()).get("name")).isEqualTo("echo-v2");
    world().collector().kill();
    try {
      Line result = caller().load("target", TARGET, "calls", 200, "threads", 4);
      assertThat(result.get("name.echo-v2")).as(result.toString()).isEqualTo("200");
    } finally {
      world().collector().start();
      world().collector().awaitAgents("caller", "echo");
      world().collector().awaitInstances("echo", 2, true);
      world().collector().awaitApplied();
    }
    route("v1", ONCE);
    assertThat(body(echo()).get("name")).isEqualTo("echo-v1");
  }

  @Test
  default void theJvmEndsAndPrintsNothing() {
    try (App app = world().callerSpec("quiet").start();
        App plain = world().plainSpec("quiet-plain").start()) {
      assertThat(body(app.call("target", TARGET)).get("name")).isEqualTo("echo-v1");
      plain.call("target", "127.0.0.1:" + world().echo("v1").port(0));
      for (App each : List.of(app, plain)) {
        assertThat(each.ask("close").is("terminated")).isTrue();
        assertThat(each.end()).isZero();
        assertThat(each.jvm().output()).allMatch(line -> line.startsWith("@"));
      }
      // The library itself may warn on a newer JDK.
      assertThat(app.jvm().errors()).isEqualTo(plain.jvm().errors());
    }
  }
}
