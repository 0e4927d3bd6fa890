package dev.weft.benchmarks.startup;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * One life of a program. The shell's {@code time} starts it: it has from the kernel, when the
 * process is over, the CPU of its whole life with a grain of a millisecond, where {@code /proc}
 * counts in tens. One thread at a time.
 */
final class Launch implements AutoCloseable {
  /** More than the slowest agent needs on a machine that does something else. */
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private static final String SHELL =
      "echo $EPOCHREALTIME >\"$0\"; exec 3>&2; TIMEFORMAT='%3U %3S'; "
          + "{ time \"$@\" 2>&3; } 2>>\"$0\"";

  private static final String ENDED = "(ended)";

  private final String name;
  private final Path times;
  private final Path errors;
  private final Process shell;
  private final BlockingQueue<Line> lines = new ArrayBlockingQueue<>(1000);
  private final Thread end;

  private record Line(String text, Instant heard) {}

  private Launch(String name, Path times, Path errors, Process shell) {
    this.name = name;
    this.times = times;
    this.errors = errors;
    this.shell = shell;
    end = new Thread(this::kill, "end of " + name);
    Runtime.getRuntime().addShutdownHook(end);
    Thread reader = new Thread(this::read, "output of " + name);
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * @param folder for its files; what an earlier life of that name left is replaced
   */
  static Launch of(String name, List<String> command, Path folder) throws IOException {
    Path times = folder.resolve(name + ".times");
    Path errors = folder.resolve(name + ".err");
    List<String> all = new ArrayList<>(List.of("bash", "-c", SHELL, times.toString()));
    all.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(all).directory(folder.toFile()).redirectError(errors.toFile());
    // What a user's shell adds to every JVM would change what is measured.
    builder.environment().keySet().removeIf(Launch::changesJvms);
    return new Launch(name, times, errors, builder.start());
  }

  private static boolean changesJvms(String variable) {
    return variable.equals("JAVA_TOOL_OPTIONS")
        || variable.equals("JDK_JAVA_OPTIONS")
        || variable.startsWith("OTEL_")
        || variable.startsWith("WEFT_");
  }

  private void read() {
    try (BufferedReader out =
        new BufferedReader(new InputStreamReader(shell.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        if (line.startsWith("READY") || line.equals("DONE")) {
          lines.add(new Line(line, Instant.now()));
        }
      }
    } catch (IOException closed) {
      // The process was ended; said in the next line.
    }
    lines.add(new Line(ENDED, Instant.now()));
  }

  /** Time from just before its process was made until it said that it is ready. */
  Duration ready() throws IOException, InterruptedException {
    Instant heard = await("READY").heard();
    return Duration.between(started(), heard);
  }

  Instant started() throws IOException {
    // Seconds with six decimals, in some languages with a comma.
    String[] parts = Files.readAllLines(times).get(0).split("[.,]");
    return Instant.ofEpochSecond(Long.parseLong(parts[0]), Long.parseLong(parts[1]) * 1000);
  }

  /** Tells it one character and waits until it has done that. */
  void tell(char command) throws IOException, InterruptedException {
    OutputStream in = shell.getOutputStream();
    in.write(command);
    in.flush();
    await("DONE");
  }

  private Line await(String start) throws IOException, InterruptedException {
    Line line = lines.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    if (line == null) {
      throw new IOException(name + " said nothing for " + PATIENCE.toSeconds() + " s" + said());
    }
    if (!line.text().startsWith(start)) {
      throw new IOException(name + " printed '" + line.text() + "'; expected " + start + said());
    }
    return line;
  }

  /** Of the JVM, the shell's child. */
  long pid() throws IOException {
    Optional<ProcessHandle> jvm = jvm();
    if (jvm.isEmpty()) {
      throw new IOException(name + " runs no more" + said());
    }
    return jvm.get().pid();
  }

  private Optional<ProcessHandle> jvm() {
    return shell.children().findFirst();
  }

  /** Ends its input, which ends it; then the CPU of its life. */
  Duration end() throws IOException, InterruptedException {
    shell.getOutputStream().close();
    if (!shell.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new IOException(name + " did not end in " + PATIENCE.toSeconds() + " s" + said());
    }
    int code = shell.exitValue();
    if (code != 0) {
      throw new IOException(name + " ended with exit code " + code + said());
    }
    return cpu(Files.readAllLines(times));
  }

  /** User and system seconds, in the last line. */
  static Duration cpu(List<String> times) {
    String[] parts = times.get(times.size() - 1).split(" ");
    double seconds =
        Double.parseDouble(parts[0].replace(',', '.'))
            + Double.parseDouble(parts[1].replace(',', '.'));
    return Duration.ofMillis(Math.round(seconds * 1000));
  }

  private String said() throws IOException {
    List<String> all = Files.readAllLines(errors);
    return all.isEmpty()
        ? ""
        : ": " + String.join("\n", all.subList(Math.max(0, all.size() - 10), all.size()));
  }

  private void kill() {
    shell.descendants().forEach(ProcessHandle::destroyForcibly);
    shell.destroyForcibly();
  }

  @Override
  public void close() {
    kill();
    try {
      shell.waitFor(10, TimeUnit.SECONDS);
      Runtime.getRuntime().removeShutdownHook(end);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IllegalStateException ending) {
      // The hook is running already.
    }
  }
}
