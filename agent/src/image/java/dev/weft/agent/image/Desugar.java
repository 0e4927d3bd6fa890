package dev.weft.agent.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Replaces {@code invokedynamic} in the agent's classes and libraries while its jar is made. At run
 * time the JVM would spin a hidden class for each lambda, through method handles that nothing else
 * has warmed up: on a fresh JVM that is most of what the agent costs. What it stands for is written
 * out as ordinary classes and methods instead; what it means stays the same.
 */
public final class Desugar {
  static final String SUFFIX = ".classdata";

  private Desugar() {}

  /**
   * @param args the folder of the classes, then folders of the same classes for later JDKs, which
   *     stay as they are and so must their nests
   */
  public static void main(String[] args) throws IOException {
    Path root = Path.of(args[0]);
    Set<String> versioned = new TreeSet<>();
    for (int i = 1; i < args.length; i++) {
      versionedIn(Path.of(args[i]), versioned);
    }
    Map<String, Set<String>> nests = new TreeMap<>();
    for (Path file : classes(root)) {
      if (versioned.contains(topLevel(name(root, file)))) {
        continue;
      }
      ClassDesugar desugared = ClassDesugar.of(Files.readAllBytes(file));
      if (desugared == null) {
        continue;
      }
      Files.write(file, desugared.bytes());
      for (Map.Entry<String, byte[]> made : desugared.made().entrySet()) {
        Files.write(root.resolve(made.getKey() + SUFFIX), made.getValue());
      }
      if (desugared.nestHost() != null) {
        nests
            .computeIfAbsent(desugared.nestHost(), host -> new TreeSet<>())
            .addAll(desugared.made().keySet());
      }
    }
    for (Map.Entry<String, Set<String>> nest : nests.entrySet()) {
      Path file = root.resolve(nest.getKey() + SUFFIX);
      Files.write(file, Nest.with(Files.readAllBytes(file), nest.getValue()));
    }
  }

  private static List<Path> classes(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(file -> file.toString().endsWith(SUFFIX)).sorted().toList();
    }
  }

  /** Names of classes that {@code META-INF/versions} has another form of. */
  private static void versionedIn(Path versions, Set<String> into) throws IOException {
    if (!Files.isDirectory(versions)) {
      return;
    }
    try (Stream<Path> each = Files.list(versions)) {
      each.forEach(
          version -> {
            Path root = version.resolve("weft");
            try {
              for (Path file : classes(root)) {
                into.add(topLevel(name(root, file)));
              }
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
  }

  private static String name(Path root, Path file) {
    String path = root.relativize(file).toString().replace('\\', '/');
    return path.substring(0, path.length() - SUFFIX.length());
  }

  private static String topLevel(String name) {
    int dollar = name.indexOf('$', name.lastIndexOf('/') + 2);
    return dollar < 0 ? name : name.substring(0, dollar);
  }
}
