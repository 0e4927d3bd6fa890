package dev.weft.smoke.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.smoke.app.Line;
import dev.weft.smoke.harness.Jdk;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Certificates of 20 seconds, under load, for longer than one of them lives. */
class HttpRotationIT {
  @ParameterizedTest
  @CsvSource({"JDK, JDK", "APACHE_OLDEST, TOMCAT_10", "APACHE_NEWEST, TOMCAT_11"})
  void renewalsFailNoCallAndConnectionsDoNotOutliveTheirCertificates(
      Libraries client, Libraries server) {
    try (World world = new World(Jdk.running(), client, server, "--certificate-ttl", "20s")) {
      world.route("- route: [{destination: {host: echo, subset: v1}}]", "  retries: {attempts: 0}");
      Set<String> connections = new LinkedHashSet<>();
      long start = System.nanoTime();
      while (System.nanoTime() - start < TimeUnit.SECONDS.toNanos(35)) {
        // With a body, so that no library sends it twice by itself.
        Line result =
            world
                .caller()
                .load("url", "http://echo/?ms=5", "calls", 400, "threads", 4, "body", "b");
        assertThat(result.get("status.200")).as(result.toString()).isEqualTo("400");
        Line seen = Line.parse(world.caller().get("http://echo/").get("body"));
        connections.add(seen.get("remote"));
      }
      assertThat(connections).as("ports of the caller").hasSizeGreaterThan(2);
    }
  }
}
