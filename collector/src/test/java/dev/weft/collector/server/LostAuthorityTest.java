package dev.weft.collector.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The authority's key is gone from a data folder that was in use. */
class LostAuthorityTest {
  private static final String SERVICE = "{\"kind\":\"service\",\"serviceAccount\":\"a\"}";

  @TempDir Path folder;
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private final PrintStream err = System.err;

  @BeforeEach
  void listen() {
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void stop() {
    System.setErr(err);
  }

  @Test
  void isSaidAndTokensOfBeforeServeWhoTrustsTheNewOne() throws Exception {
    String admin;
    String agent;
    try (TestCollector first = TestCollector.secured(folder)) {
      admin = first.token();
      agent = first.createToken(SERVICE);
    }
    assertThat(log.toString(StandardCharsets.UTF_8)).doesNotContain("authority.pem was missing");

    Files.delete(folder.resolve("authority.pem"));
    try (TestCollector next = TestCollector.secured(folder)) {
      assertThat(log.toString(StandardCharsets.UTF_8))
          .contains("authority.pem was missing", "a new authority was made", "operations.md");
      // Its client takes the root from the file, as --ca-file does.
      assertThat(next.as(admin).get("/v1/tokens").statusCode()).isEqualTo(200);
      FakeAgent.secured(next.client, next.port(), "a", "a", agent).close();
      String made = next.createToken(SERVICE);
      assertThat(made.split("_")[4]).isNotEqualTo(agent.split("_")[4]);
    }
    log.reset();

    TestCollector.secured(folder).close();
    assertThat(log.toString(StandardCharsets.UTF_8)).doesNotContain("authority.pem was missing");
  }
}
