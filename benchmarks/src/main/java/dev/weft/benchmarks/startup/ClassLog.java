package dev.weft.benchmarks.startup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What {@code -Xlog:class+load} counted.
 *
 * @param loaded all classes
 * @param shared those that came from an archive
 * @param dynamic those that came from the archive of an earlier run of the program
 */
record ClassLog(int loaded, int shared, int dynamic) {
  static String option(Path file) {
    return "-Xlog:class+load:file=" + file;
  }

  static ClassLog read(Path file) throws IOException {
    try (Stream<String> lines = Files.lines(file)) {
      return of(lines);
    }
  }

  static ClassLog of(Stream<String> lines) {
    int loaded = 0;
    int shared = 0;
    int dynamic = 0;
    for (String line : (Iterable<String>) lines::iterator) {
      if (line.contains(" source: ")) {
        loaded++;
        shared += line.contains(" source: shared objects file") ? 1 : 0;
        dynamic += line.contains(" source: shared objects file (top)") ? 1 : 0;
      }
    }
    return new ClassLog(loaded, shared, dynamic);
  }
}
