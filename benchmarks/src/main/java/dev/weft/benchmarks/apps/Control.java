package dev.weft.benchmarks.apps;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A measured program's standard input: one command a line, one answer a command. Its end ends the
 * program. Commands that every program knows: {@code allocated}, {@code gc}.
 */
public final class Control {
  private final Allocation allocation = new Allocation();
  private final Commands commands;

  private Control(Commands commands) {
    this.commands = commands;
  }

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
    Control control = new Control(commands);
    System.out.println("READY");
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      List<String> words = Arrays.asList(line.split(" "));
      System.out.println("@" + control.answer(words));
    }
    System.exit(0);
  }

  private String answer(List<String> words) {
    try {
      return switch (words.get(0)) {
        case "allocated" -> "bytes=" + allocation.bytes();
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
   * Allocated by all threads so far: never less than before, although a thread's count goes with
   * it. What a thread allocates between the last look and its end is missed, which is little: pools
   * end threads that have nothing to do.
   */
  private static final class Allocation {
    private final Map<Long, Long> byThread = new HashMap<>();
    private long total;

    long bytes() {
      ThreadMXBean threads = ManagementFactory.getThreadMXBean();
      if (!(threads instanceof com.sun.management.ThreadMXBean counting)) {
        throw new IllegalStateException("this JVM does not count allocation");
      }
      long[] live = threads.getAllThreadIds();
      long[] bytes = counting.getThreadAllocatedBytes(live);
      for (int i = 0; i < live.length; i++) {
        if (bytes[i] >= 0) {
          Long before = byThread.put(live[i], bytes[i]);
          total += bytes[i] - (before == null ? 0 : before);
        }
      }
      return total;
    }
  }
}
