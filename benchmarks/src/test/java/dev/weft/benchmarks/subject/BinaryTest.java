package dev.weft.benchmarks.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BinaryTest {
  private static final List<String> CACHED = List.of("peer-*", "bin", "peer");

  @TempDir Path folder;

  @Test
  void takesWhatTheVariableNames() throws IOException {
    Path named = executable(folder.resolve("elsewhere/peer"));
    executable(folder.resolve("path/peer"));
    assertThat(find(Map.of("PEER_BINARY", named.toString(), "PATH", folder.resolve("path") + "")))
        .isEqualTo(named);
  }

  @Test
  void refusesAVariableThatNamesNothing() {
    assertThatThrownBy(() -> find(Map.of("PEER_BINARY", folder.resolve("gone").toString())))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("PEER_BINARY")
        .hasMessageContaining("gone");
  }

  @Test
  void looksIntoTheCacheBeforeThePath() throws IOException {
    Path cached = executable(folder.resolve("home/.cache/weft/peer-1.2/bin/peer"));
    executable(folder.resolve("path/peer"));
    assertThat(find(Map.of("PATH", folder.resolve("path") + ""))).isEqualTo(cached);
  }

  @Test
  void findsTheCacheWhereItWasMoved() throws IOException {
    Path cached = executable(folder.resolve("cache/weft/peer-1.2/bin/peer"));
    assertThat(find(Map.of("XDG_CACHE_HOME", folder.resolve("cache") + ""))).isEqualTo(cached);
  }

  @Test
  void looksAlongThePath() throws IOException {
    Path there = executable(folder.resolve("two/peer"));
    String path = folder.resolve("one") + ":" + folder.resolve("two");
    assertThat(find(Map.of("PATH", path))).isEqualTo(there);
  }

  @Test
  void findsNothingWhereThereIsNothing() throws IOException {
    assertThat(find(Map.of("PATH", folder.toString()))).isNull();
  }

  private Path find(Map<String, String> environment) throws IOException {
    return new Binary(environment, folder.resolve("home")).find("peer", "PEER_BINARY", CACHED);
  }

  private static Path executable(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "");
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return file;
  }
}
