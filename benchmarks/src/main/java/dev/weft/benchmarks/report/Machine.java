package dev.weft.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * Where a suite ran.
 *
 * @param cpu the processor's model
 * @param cores how many the harness may use
 * @param memoryMegabytes of the machine
 * @param kernel its release
 * @param jdks vendor and version of each JDK used
 */
public record Machine(
    String cpu, int cores, long memoryMegabytes, String kernel, List<String> jdks) {

  private static final Path CPUINFO = Path.of("/proc/cpuinfo");
  private static final Path MEMINFO = Path.of("/proc/meminfo");
  private static final Path LOADAVG = Path.of("/proc/loadavg");

  public Machine {
    jdks = List.copyOf(jdks);
  }

  /** This machine, with the JDKs at the given homes. */
  public static Machine here(List<Path> javaHomes) throws IOException {
    List<String> jdks = new ArrayList<>();
    for (Path home : javaHomes) {
      jdks.add(jdk(home));
    }
    String memory = field(Files.readAllLines(MEMINFO), "MemTotal");
    return new Machine(
        field(Files.readAllLines(CPUINFO), "model name"),
        Runtime.getRuntime().availableProcessors(),
        Long.parseLong(memory.replaceAll("\\D", "")) / 1024,
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        jdks);
  }

  /** Load average over one minute, as the kernel says it. */
  public static double load() throws IOException {
    String text = Files.readString(LOADAVG);
    return Double.parseDouble(text.substring(0, text.indexOf(' ')));
  }

  /** The value of the first line {@code name : value}; {@code unknown} if there is none. */
  static String field(List<String> lines, String name) {
    for (String line : lines) {
      int colon = line.indexOf(':');
      if (colon > 0 && line.substring(0, colon).strip().equals(name)) {
        return line.substring(colon + 1).strip();
      }
    }
    return "unknown";
  }

  /** What the JDK's own {@code release} file says. */
  private static String jdk(Path home) throws IOException {
    Properties release = new Properties();
    try (var in = Files.newBufferedReader(home.resolve("release"))) {
      release.load(in);
    }
    String vendor = release.getProperty("IMPLEMENTOR", "OpenJDK").replace("\"", "");
    String version = release.getProperty("JAVA_RUNTIME_VERSION");
    if (version == null) {
      version = release.getProperty("JAVA_VERSION", "unknown");
    }
    return vendor + " " + version.replace("\"", "");
  }
}
