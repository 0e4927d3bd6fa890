package dev.weft.smoke.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.smoke.harness.App;
import dev.weft.smoke.harness.Jdk;
import org.junit.jupiter.api.Test;

/** The suite with Apache HttpClient, where that library does things of its own. */
abstract class ApacheClientSuite extends ClientSuite {
  ApacheClientSuite(World world) {
    super(world);
  }

  @Override
  public boolean isAsync() {
    return false;
  }

  /** It sends the port that the application wrote. */
  @Test
  @Override
  public void theDefaultPortIsNotAddedToTheHost() {
    assertThat(body(caller().get("http://echo:80/")).get("header.host")).isEqualTo("echo:80");
    assertThat(body(caller().get("http://echo/")).get("header.host")).isEqualTo("echo");
  }

  /** It retries 503 once by itself, and may go on doing so outside of the mesh. */
  @Test
  @Override
  public void aForeignHostIsNotRetried() {
    try (App outside =
        App.spec(Jdk.running(), "outside").server(Libraries.JDK.server(), 1).start().started()) {
      String key = world().key();
      String url = "http://127.0.0.1:" + outside.port(0) + "/codes?codes=503-503-200&key=" + key;
      assertThat(caller().get(url).get("status")).isEqualTo("503");
      assertThat(outside.ask("seen", "key", key).number("count", 0)).isEqualTo(2);
    }
  }
}
