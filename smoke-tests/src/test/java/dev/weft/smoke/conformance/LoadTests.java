package dev.weft.smoke.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.smoke.app.Line;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Many calls at once. */
interface LoadTests extends ClientTests {
  @Test
  default void manyCallersAtOnce() {
    Line result = caller().load("url", "http://echo/", "calls", 2000, "threads", 50);
    assertThat(result.get("status.200")).as(result.toString()).isEqualTo("2000");
  }

  @Test
  default void manyAsynchronousCallersAtOnce() {
    Assumptions.assumeTrue(isAsync(), "the library only blocks");
    Line result = caller().load("url", "http://echo/", "calls", 1000, "threads", 50, "async", true);
    assertThat(result.get("status.200")).as(result.toString()).isEqualTo("1000");
  }

  @Test
  default void manyVirtualThreadsAtOnce() {
    Assumptions.assumeTrue(world().jdk().feature() >= 21, "no virtual threads before 21");
    Line result =
        caller().load("url", "http://echo/", "calls", 1000, "threads", 200, "virtual", true);
    assertThat(result.get("status.200")).as(result.toString()).isEqualTo("1000");
  }

  @Test
  default void aPolicySwappedInFlightFailsNothing() {
    CompletableFuture<Line> slow = caller().begin("call", "url", "http://echo/?ms=1500");
    CompletableFuture<Line> load =
        caller().begin("load", "url", "http://echo/", "calls", 3000, "threads", 8);
    for (int i = 0; i < 4; i++) {
      route(i % 2 == 0 ? "v2" : "v1", ONCE);
    }
    route("v2", ONCE);
    assertThat(body(caller().get("http://echo/")).get("name")).isEqualTo("echo-v2");
    assertThat(body(caller().await(slow, "to finish")).get("name")).isEqualTo("echo-v1");
    Line result = caller().await(load, "to finish");
    assertThat(result.get("status.200")).as(result.toString()).isEqualTo("3000");
  }
}
