package dev.weft.benchmarks.apps;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * A measured program's standard input: one command a line, one answer a command. Its end ends the
 * program. Commands that every program knows: {@code allocated}, {@code gc}.
 */
public final class Control {
  private Control() {}

  /** What a program knows beyond that; the answer is one line. */
  @FunctionalInterface
  public interface Commands {
    String answer(String command, List<String> words) throws Exception;
  }

  /** Prints {@code READY} and answers commands until the input ends; then ends the JVM. */
  public static void serve() throws IOException {
    serve((command, words) -> "error unknown command " + command);
  }

  /** The same with commands of the program's own. */
  public static void serve(Commands commands) throws IOException {
    System.out.println("READY");
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      List<String> words = Arrays.asList(line.split(" "));
      System.out.println("@" + answer(commands, words));
    }
    System.exit(0);
  }

  private static String answer(Commands commands, List<String> words) {
    try {
      return switch (words.get(0)) {
        case "allocated" -> "bytes=" + allocatedBytes();
        case "gc" -> {
          System.gc();
          System.gc();
          yield "done";
        }
        default -> commands.answer(words.get(0), words.subList(1, words.size()));
      };
    } catch (Exception failure) {
      return "error " + failure.toString().replace('\n', ' ');
    }
  }

  /**
   * Allocated by all live threads since they began. JDK 21 and later also count ended ones, which
   * matters little: none of the measured programs ends threads under load.
   */
  private static long allocatedBytes() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    if (!(threads instanceof com.sun.management.ThreadMXBean counting)) {
      throw new IllegalStateException("this JVM does not count allocation");
    }
    long sum = 0;
    for (long bytes : counting.getThreadAllocatedBytes(threads.getAllThreadIds())) {
      sum += Math.max(0, bytes);
    }
    return sum;
  }
}
