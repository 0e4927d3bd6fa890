package dev.weft.instrumentation.http.jdk.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.core.call.Replay;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayTest {
  @Test
  void nothingIsSentAnyNumberOfTimes() {
    assertThat(ClientExchange.replay(null)).isEqualTo(Replay.ALWAYS);
    assertThat(ClientExchange.replay(BodyPublishers.noBody())).isEqualTo(Replay.ALWAYS);
  }

  @Test
  void bytesAndTextAreReadAnyNumberOfTimes() {
    assertThat(ClientExchange.replay(BodyPublishers.ofString("a"))).isEqualTo(Replay.ALWAYS);
    assertThat(ClientExchange.replay(BodyPublishers.ofByteArray(new byte[1])))
        .isEqualTo(Replay.ALWAYS);
  }

  @Test
  void filesAreReadAnyNumberOfTimes(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("body"), "a");
    assertThat(ClientExchange.replay(BodyPublishers.ofFile(file))).isEqualTo(Replay.ALWAYS);
  }

  @Test
  void streamsAndPublishersOfTheApplicationAreReadOnce() {
    assertThat(
            ClientExchange.replay(
                BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[1]))))
        .isEqualTo(Replay.UNTIL_SENT);
    assertThat(ClientExchange.replay(BodyPublishers.fromPublisher(BodyPublishers.ofString("a"))))
        .isEqualTo(Replay.UNTIL_SENT);
  }
}
