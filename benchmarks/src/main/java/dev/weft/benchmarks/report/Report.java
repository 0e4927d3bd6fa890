package dev.weft.benchmarks.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The one JSON file: the newest run of each suite, each with its own date, commit and machine.
 *
 * @param suites by name
 */
public record Report(Map<String, Suite> suites) {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  public Report {
    suites = Map.copyOf(suites);
  }

  /**
   * What the file holds; no suite if there is no such file.
   *
   * @throws IOException if it cannot be read as one; the message names the file and the place
   */
  public static Report read(Path file) throws IOException {
    if (Files.notExists(file)) {
      return new Report(Map.of());
    }
    try {
      return JSON.readValue(file.toFile(), Report.class);
    } catch (JsonProcessingException e) {
      throw new IOException(
          file + " does not hold results of benchmarks; expected the file of an earlier run: " + e,
          e);
    }
  }

  /** This with the suite in the place of an earlier run of it; other suites stay. */
  public Report with(Suite suite) {
    Map<String, Suite> all = new TreeMap<>(suites);
    all.put(suite.name(), suite);
    return new Report(all);
  }

  /** All values of all suites. */
  public List<Sample> samples() {
    return new TreeMap<>(suites)
        .values().stream().flatMap(suite -> suite.samples().stream()).toList();
  }

  /** Replaces the file whole; an interrupted write leaves the former one. */
  public void write(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    Path half = Files.createTempFile(folder, file.getFileName().toString(), ".part");
    try {
      Files.write(half, JSON.writeValueAsBytes(Map.of("suites", new TreeMap<>(suites))));
      Files.move(half, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(half);
    }
  }
}
