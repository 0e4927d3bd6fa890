package dev.weft.smoke.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.smoke.app.Line;
import dev.weft.smoke.harness.App;
import dev.weft.smoke.harness.Jdk;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Hosts that are not the mesh's, and JVMs without a collector. */
interface OutsideTests extends ClientTests {

  @Test
  default void aForeignHostIsUntouched() {
    try (App outside = server();
        App plain = world().plainCaller().start()) {
      String url = "http://localhost:" + outside.port(0) + "/path?x=1";
      Map<String, String> without = new TreeMap<>(body(plain.get(url)).values());
      Map<String, String> with = new TreeMap<>(body(caller().get(url)).values());
      assertThat(with.remove("header.traceparent")).isNotNull();
      for (Map<String, String> seen : List.of(with, without)) {
        seen.remove("remote");
        seen.remove("nth");
      }
      assertThat(with).isEqualTo(without);
    }
  }

  @Test
  default void aForeignHostIsNotRetried() {
    try (App outside = server()) {
      String key = world().key();
      Line answer =
          caller().get("http://127.0.0.1:" + outside.port(0) + "/codes?codes=503-200&key=" + key);
      assertThat(answer.get("status")).isEqualTo("503");
      assertThat(outside.ask("seen", "key", key).number("count", 0)).isEqualTo(1);
    }
  }

  @Test
  default void aForeignHostThatIsDownFailsAsEver() {
    try (App plain = world().plainCaller().start()) {
      Line without = plain.get("http://127.0.0.1:1/");
      Line with = caller().get("http://127.0.0.1:1/");
      assertThat(with.get("error")).isEqualTo(without.get("error")).isNotEmpty();
      assertThat(with.get("message")).isEqualTo(without.get("message"));
    }
  }

  @Test
  default void aNameThatNobodyKnowsFailsAsEver() {
    try (App plain = world().plainCaller().start()) {
      Line without = plain.get("http://nobody.invalid/");
      Line with = caller().get("http://nobody.invalid/");
      assertThat(with.get("error")).isEqualTo(without.get("error")).isNotEmpty();
    }
  }

  @Test
  default void withoutACollectorTheApplicationRunsAsWritten() {
    try (App outside = server();
        App alone =
            world().callerSpec("alone").setting("collector", "http://127.0.0.1:1").start()) {
      Line answer = alone.get("http://127.0.0.1:" + outside.port(0) + "/");
      assertThat(answer.get("status")).isEqualTo("200");
      assertThat(alone.end()).isZero();
    }
  }

  @Test
  default void whenTheCollectorIsGoneTheMeshGoesOn() {
    route("v2", ONCE);
    assertThat(body(caller().get("http://echo/")).get("name")).isEqualTo("echo-v2");
    world().collector().kill();
    try {
      Line result = caller().load("url", "http://echo/", "calls", 200, "threads", 4);
      assertThat(result.get("name.echo-v2")).as(result.toString()).isEqualTo("200");
    } finally {
      world().collector().start();
      world().collector().awaitAgents("caller", "echo", "pair");
      world().collector().awaitInstances("echo", 2, true);
      world().collector().awaitApplied();
    }
    Line result = caller().load("url", "http://echo/", "calls", 200, "threads", 4);
    assertThat(result.get("name.echo-v2")).as(result.toString()).isEqualTo("200");
    route("v1", ONCE);
    assertThat(body(caller().get("http://echo/")).get("name")).isEqualTo("echo-v1");
  }

  @Test
  default void theJvmEndsAndPrintsNothing() {
    try (App app = world().callerSpec("quiet").start()) {
      app.get("http://echo/");
      assertThat(app.end()).isZero();
      assertThat(app.jvm().output()).allMatch(line -> line.startsWith("@"));
      assertThat(app.jvm().errors()).isEmpty();
    }
  }

  /** An application of the outside. */
  private App server() {
    return App.spec(Jdk.running(), "outside").server(Libraries.JDK.server(), 0).start().started();
  }
}
