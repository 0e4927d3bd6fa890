package dev.weft.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The agent ships these classes without YAML and without databind. */
class LeanAgentTest {
  @Test
  void yamlIsTouchedByTheDocumentReaderAlone() throws Exception {
    assertThat(users("dataformat/yaml")).containsExactly("DocumentReader.class", "YamlGuard.class");
    assertThat(users("org/yaml/snakeyaml")).containsExactly("DocumentReader.class");
  }

  @Test
  void databindIsTouchedByNothing() throws Exception {
    assertThat(users("jackson/databind")).isEmpty();
  }

  private static List<String> users(String name) throws Exception {
    Path classes =
        Path.of(LeanAgentTest.class.getResource("document/DocumentKey.class").toURI())
            .getParent()
            .getParent();
    assertThat(classes.getParent().getParent().getParent()).hasFileName("classes");
    try (Stream<Path> files = Files.walk(classes)) {
      return files
          .filter(file -> file.toString().endsWith(".class"))
          .filter(file -> mentions(file, name))
          .map(file -> file.getFileName().toString())
          .sorted()
          .toList();
    }
  }

  private static boolean mentions(Path file, String name) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
