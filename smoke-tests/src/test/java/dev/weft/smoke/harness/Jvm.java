package dev.weft.smoke.harness;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A Java process under test. What it prints is kept; standard output goes line by line to whoever
 * listens. Closing ends it. Thread-safe.
 */
public final class Jvm implements AutoCloseable {
  private final String name;
  private final Process process;
  private final Path errors;
  private final List<String> output = new CopyOnWriteArrayList<>();
  private final Writer input;
  private final Thread reader;

  private Jvm(String name, Process process, Path errors, Consumer<String> lines) {
    this.name = name;
    this.process = process;
    this.errors = errors;
    input = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
    reader = new Thread(() -> read(lines), "output of " + name);
    reader.setDaemon(true);
    reader.start();
  }

  public static Builder builder(Jdk jdk, String name) {
    return new Builder(jdk, name);
  }

  private void read(Consumer<String> lines) {
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        output.add(line);
        lines.accept(line);
      }
    } catch (IOException closed) {
      output.add("(output ended: " + closed.getMessage() + ")");
    }
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

  /** All lines so far. */
  public List<String> output() {
    return output;
  }

  /** What went to standard error so far. */
  public String errors() {
    try {
      return Files.readString(errors);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public synchronized void tell(String line) {
    try {
      input.write(line + "\n");
      input.flush();
    } catch (IOException e) {
      throw new IllegalStateException(name + " does not listen: " + this, e);
    }
  }

  /** Ends its standard input, which ends the test applications. */
  public synchronized void endInput() {
    try {
      input.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its exit code. */
  public int awaitExit(Duration atMost) {
    try {
      if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError(name + " still runs after " + atMost + ": " + this);
      }
      reader.join(1000);
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** As a crash: no shutdown hook runs. */
  public void kill() {
    process.destroyForcibly();
    awaitExit(Duration.ofSeconds(10));
  }

  /** As an orderly end from outside; its standard input stays open. */
  public void terminate() {
    // Process.destroy would close the streams too, and the applications end when their input does.
    process.toHandle().destroy();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    awaitExit(Duration.ofSeconds(10));
  }

  @Override
  public String toString() {
    return name
        + (process.isAlive() ? " (running)" : " (exit " + process.exitValue() + ")")
        + "\n  stdout: "
        + String.join(
            "\n          ", output.subList(Math.max(0, output.size() - 20), output.size()))
        + "\n  stderr: "
        + errors();
  }

  /** How to start one. */
  public static final class Builder {
    private final Jdk jdk;
    private final String name;
    private final List<String> options = new ArrayList<>();
    private final List<Path> classPath = new ArrayList<>();
    private final List<String> arguments = new ArrayList<>();
    private final Map<String, String> environment = new TreeMap<>();
    private String main = "";

    private Builder(Jdk jdk, String name) {
      this.jdk = jdk;
      this.name = name;
      options.add("-Xmx128m");
      options.add("-XX:TieredStopAtLevel=1");
    }

    public Builder option(String option) {
      options.add(option);
      return this;
    }

    /** With the agent, told these settings ({@code collector}, {@code service}, ...). */
    public Builder agent(Map<String, String> settings) {
      options.add("-javaagent:" + Jars.agent());
      settings.forEach((key, value) -> options.add("-Dweft." + key + "=" + value));
      return this;
    }

    public Builder classPath(Path... entries) {
      classPath.addAll(List.of(entries));
      return this;
    }

    public Builder environment(String variable, String value) {
      environment.put(variable, value);
      return this;
    }

    public Builder main(String className, String... values) {
      main = className;
      arguments.addAll(List.of(values));
      return this;
    }

    public Builder jar(Path jar, String... values) {
      options.add("-jar");
      options.add(jar.toString());
      arguments.addAll(List.of(values));
      return this;
    }

    /**
     * @param lines is given each line of standard output
     */
    public Jvm start(Consumer<String> lines) {
      List<String> command = new ArrayList<>();
      command.add(jdk.java().toString());
      command.add("-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"));
      command.addAll(options);
      if (!classPath.isEmpty()) {
        command.add("-cp");
        command.add(
            String.join(
                System.getProperty("path.separator"),
                classPath.stream().map(Path::toString).toList()));
      }
      if (!main.isEmpty()) {
        command.add(main);
      }
      command.addAll(arguments);
      try {
        Path errors = Files.createTempFile("weft-" + name + "-", ".err");
        errors.toFile().deleteOnExit();
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.environment().putAll(environment);
        return new Jvm(name, builder.start(), errors, lines);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
