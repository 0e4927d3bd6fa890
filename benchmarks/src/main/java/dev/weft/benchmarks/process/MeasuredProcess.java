package dev.weft.benchmarks.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A program that is measured from outside: a JVM or any other.
 *
 * <p>What it prints goes to a log file, but for lines that begin with {@code @}, which answer
 * {@link #ask}, and the line {@code READY}. It ends with the harness at the latest. One thread at a
 * time may ask.
 */
public final class MeasuredProcess implements AutoCloseable {
  private static final String ENDED = "(ended)";
  private static final String READY = "READY";

  private final String name;
  private final Process process;
  private final Path log;
  private final Writer input;
  private final CpuClock clock;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final Thread hook;

  private MeasuredProcess(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
    input = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
    clock = new CpuClock(process.pid());
    hook = new Thread(process::destroyForcibly, "end of " + name);
    Runtime.getRuntime().addShutdownHook(hook);
    Thread reader = new Thread(this::read, "output of " + name);
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Starts it.
   *
   * @param name for messages and for the log's name
   * @param environment added to the harness's own
   * @param directory where it runs and its log is kept; made if it is missing
   */
  public static MeasuredProcess start(
      String name, List<String> command, Map<String, String> environment, Path directory)
      throws IOException {
    Files.createDirectories(directory);
    Path log = directory.resolve(name + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
    // What a user's shell adds to every JVM would change what is measured.
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.environment().remove("JDK_JAVA_OPTIONS");
    builder.environment().putAll(environment);
    Files.writeString(log, String.join(" ", command) + "\n");
    return new MeasuredProcess(name, builder.start(), log);
  }

  private void read() {
    try (BufferedReader out =
            new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        Writer file = Files.newBufferedWriter(log, java.nio.file.StandardOpenOption.APPEND)) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        if (line.startsWith("@") || line.equals(READY)) {
          lines.add(line);
        } else {
          file.write(line + "\n");
          file.flush();
        }
      }
    } catch (IOException closed) {
      // Ended while it was read: said below.
    }
    lines.add(ENDED);
  }

  public String name() {
    return name;
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Until it has printed {@code READY}. */
  public void awaitReady(Duration atMost) throws InterruptedException {
    String line = next(atMost);
    if (!line.equals(READY)) {
      throw new IllegalStateException(name + " printed '" + line + "'; expected " + READY);
    }
  }

  /**
   * Sends a line to its standard input and waits for the answer.
   *
   * @return its next line that begins with {@code @}, without that
   * @throws IllegalStateException if it ends or does not answer in time, or answers an error
   */
  public String ask(String command, Duration atMost) throws InterruptedException {
    try {
      input.write(command + "\n");
      input.flush();
    } catch (IOException e) {
      throw new IllegalStateException(name + " does not listen; see " + log, e);
    }
    String line = next(atMost);
    if (line.startsWith("@error")) {
      throw new IllegalStateException(name + " answers '" + line + "' to '" + command + "'");
    }
    return line.substring(1);
  }

  private String next(Duration atMost) throws InterruptedException {
    String line = lines.poll(atMost.toMillis(), TimeUnit.MILLISECONDS);
    if (line == null) {
      throw new IllegalStateException(
          name + " said nothing for " + atMost.toSeconds() + " s; see " + log);
    }
    if (line.equals(ENDED)) {
      throw new IllegalStateException(
          name + " ended with exit code " + process.waitFor() + ": " + tail());
    }
    return line;
  }

  /** The end of its log. */
  public String tail() {
    try {
      List<String> all = Files.readAllLines(log);
      return String.join("\n", all.subList(Math.max(0, all.size() - 15), all.size()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the kernel has accounted to it until now. */
  public CpuClock.Reading cpu() {
    return clock.read();
  }

  /** Resident set, bytes. */
  public long residentBytes() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc", "" + process.pid(), "status"))) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
        }
      }
      throw new IllegalStateException(name + " has no VmRSS; did it end? " + tail());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends its standard input, and waits for it to end by itself. */
  public void end(Duration atMost) throws InterruptedException {
    try {
      input.close();
    } catch (IOException gone) {
      // It has ended already.
    }
    if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException(name + " does not end when its input does; see " + log);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      // The hook is running already.
    }
  }
}
