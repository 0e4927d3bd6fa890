package dev.weft.agent.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnerFileTest {
  @TempDir Path dir;

  private OwnerFile file() {
    return new OwnerFile(dir.resolve("made/by/us/state"), 4);
  }

  @Test
  void contentIsReplacedWholeAndForTheOwnerOnly() throws Exception {
    OwnerFile file = file();
    assertThat(file.read()).isNull();

    file.write(new byte[] {1, 2});
    file.write(new byte[] {3});

    assertThat(file.read()).containsExactly(3);
    assertThat(permissions(file.path())).isEqualTo("rw-------");
    assertThat(permissions(file.path().getParent())).isEqualTo("rwx------");
    try (Stream<Path> left = Files.list(file.path().getParent())) {
      assertThat(left).containsExactly(file.path());
    }
  }

  @Test
  void whatIsTooLongIsNeitherWrittenNorRead() throws Exception {
    OwnerFile file = file();
    file.write(new byte[] {1});
    assertThatThrownBy(() -> file.write(new byte[5])).isInstanceOf(IOException.class);
    assertThat(file.read()).containsExactly(1);

    Files.write(file.path(), new byte[5]);
    assertThatThrownBy(file::read).hasMessageContaining("longer than 4 bytes");
  }

  @Test
  void whatOthersCouldHaveWrittenIsNotRead() throws Exception {
    OwnerFile file = file();
    file.write(new byte[] {1});
    Files.setPosixFilePermissions(file.path(), PosixFilePermissions.fromString("rw--w----"));

    assertThatThrownBy(file::read).hasMessageContaining("can be written by others");
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
