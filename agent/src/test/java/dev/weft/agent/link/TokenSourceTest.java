package dev.weft.agent.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.agent.config.Settings;
import dev.weft.agent.log.AgentLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenSourceTest {
  @TempDir Path folder;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  @Test
  void aFileIsReadAgainAtEachUse() throws IOException {
    Path file = Files.writeString(folder.resolve("token"), "one\n");
    TokenSource source = source(file);
    assertThat(source.get()).isEqualTo("one");
    Files.writeString(file, "two");
    assertThat(source.get()).isEqualTo("two");
    assertThat(said.toString()).isEmpty();
  }

  @Test
  void whatCannotBeUsedIsSaidOnceAndNeverQuoted() throws IOException {
    Path file = folder.resolve("token");
    TokenSource source = source(file);
    assertThat(source.get()).isNull();
    assertThat(source.get()).isNull();
    assertThat(said.toString()).containsOnlyOnce("token-file cannot be read: ");
    Files.writeString(file, "");
    assertThat(source.get()).isNull();
    assertThat(said.toString()).contains("is empty");
    Files.writeString(file, "secret words");
    assertThat(source.get()).isNull();
    assertThat(said.toString()).contains("no token has").doesNotContain("secret");
  }

  private TokenSource source(Path file) {
    Settings settings = Settings.parse("token-file=" + file, Map.of(), new Properties());
    return new TokenSource(
        settings, new AgentLog(Settings.LogLevel.WARN, new PrintStream(said, true)));
  }
}
