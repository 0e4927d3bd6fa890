package dev.weft.smoke.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.smoke.app.Line;
import dev.weft.smoke.harness.Jdk;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Certificates of 20 seconds, under load, for longer than one of them lives. */
class GrpcRotationIT {
  @Test
  void renewalsFailNoCallAndConnectionsDoNotOutliveTheirCertificates() {
    try (GrpcWorld world =
        new GrpcWorld(Jdk.running(), "newest", false, "--certificate-ttl", "20s")) {
      world.route("- route: [{destination: {host: echo, subset: v1}}]", "  retries: {attempts: 0}");
      Set<String> connections = new LinkedHashSet<>();
      long start = System.nanoTime();
      while (System.nanoTime() - start < TimeUnit.SECONDS.toNanos(35)) {
        CompletableFuture<Line> stream =
            world
                .caller()
                .begin(
                    "call", "target", "echo:50051", "type", "server", "chunks", 20, "every", 100);
        Line result = world.caller().load("target", "echo:50051", "calls", 300, "threads", 4);
        assertThat(result.get("code.OK")).as(result.toString()).isEqualTo("300");
        Line streamed = world.caller().await(stream, "to finish");
        assertThat(streamed.get("code")).as(streamed.toString()).isEqualTo("OK");
        connections.add(Line.parse(streamed.get("body")).get("remote"));
      }
      assertThat(connections).as("ports of the caller").hasSizeGreaterThan(2);
    }
  }
}
