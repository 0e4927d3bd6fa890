package dev.weft.benchmarks.startup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks at a running JVM from outside. Values in MB of 1,000,000 bytes. */
final class Memory {
  private static final double MEGA = 1e6;
  private static final Pattern METASPACE = Pattern.compile("Both: +([0-9.,]+) KB used");

  private Memory() {}

  /** What of it is in memory now. */
  static double resident(long pid) throws IOException {
    return resident(Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")));
  }

  static double resident(List<String> status) throws IOException {
    for (String line : status) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) * 1024 / MEGA;
      }
    }
    throw new IOException("no VmRSS in the status of the process; did it end?");
  }

  /** What the classes' own memory holds. */
  static double metaspace(Path home, long pid) throws IOException, InterruptedException {
    return metaspace(jcmd(home, pid, "VM.metaspace", "basic", "scale=KB"));
  }

  static double metaspace(String said) throws IOException {
    Matcher used = METASPACE.matcher(said);
    if (!used.find()) {
      throw new IOException(
          "no '" + METASPACE + "' in what the JVM says of its metaspace: " + said);
    }
    return Double.parseDouble(used.group(1).replace(',', '.')) * 1024 / MEGA;
  }

  static void collectGarbage(Path home, long pid) throws IOException, InterruptedException {
    jcmd(home, pid, "GC.run");
  }

  private static String jcmd(Path home, long pid, String... command)
      throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of(home.resolve("bin/jcmd").toString(), "" + pid));
    line.addAll(List.of(command));
    Process jcmd = new ProcessBuilder(line).redirectErrorStream(true).start();
    String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (jcmd.waitFor() != 0) {
      throw new IOException(String.join(" ", line) + ": " + said.strip());
    }
    return said;
  }
}
