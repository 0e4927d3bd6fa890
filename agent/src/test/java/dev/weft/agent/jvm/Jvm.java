package dev.weft.agent.jvm;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A JVM that a test starts, small and bounded in time. */
final class Jvm {
  private static final long LIMIT_SECONDS = 120;

  private final List<String> command = new ArrayList<>();
  private final List<String> arguments = new ArrayList<>();
  private String classPath = Path.of("target/test-classes").toAbsolutePath().toString();

  private Jvm(Path home) {
    command.add(home.resolve("bin/java").toString());
    command.add("-Xmx128m");
    command.add("-XX:TieredStopAtLevel=1");
  }

  /** The JDKs to test on: the running one, and 25 where it is found. */
  static Stream<Path> homes() {
    List<Path> homes = new ArrayList<>();
    homes.add(Path.of(System.getProperty("java.home")));
    String named = System.getenv("JAVA25_HOME");
    if (named != null) {
      homes.add(Path.of(named));
    } else if (Files.isDirectory(Path.of("/usr/lib/jvm"))) {
      try (Stream<Path> found = Files.list(Path.of("/usr/lib/jvm"))) {
        found
            .filter(home -> home.getFileName().toString().startsWith("temurin-25"))
            .filter(home -> Files.isExecutable(home.resolve("bin/java")))
            .sorted()
            .limit(1)
            .forEach(homes::add);
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
    return homes.stream().distinct();
  }

  /** Those of {@link #homes}, and updates of others that are found: {@code TEST_JVMS}. */
  static Stream<Path> moreHomes() {
    String list = System.getenv("TEST_JVMS");
    String[] entries = list == null ? new String[0] : list.split(File.pathSeparator);
    return Stream.concat(
        homes(),
        Arrays.stream(entries).map(entry -> Path.of(entry.substring(entry.indexOf('=') + 1))));
  }

  /** What the JDK there says of itself: its version and modules. */
  static String release(Path home) {
    try {
      return Files.readString(home.resolve("release"));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static Jvm on(Path home) {
    return new Jvm(home);
  }

  Jvm option(String... options) {
    command.addAll(List.of(options));
    return this;
  }

  /** With the class path of the tests: the agent's classes are visible to the program. */
  Jvm withTestClassPath() {
    classPath = System.getProperty("java.class.path");
    return this;
  }

  Jvm classPath(String path) {
    classPath = path;
    return this;
  }

  /** Starts {@link HarnessAgent} before main. */
  Jvm harness(String agentArguments) throws IOException {
    Path jar = AgentJars.make(Path.of("target/harness.jar").toAbsolutePath(), HarnessAgent.class);
    withTestClassPath();
    return option("-javaagent:" + jar + "=" + agentArguments);
  }

  Jvm arguments(String... more) {
    arguments.addAll(List.of(more));
    return this;
  }

  /** Runs to the end. */
  Result run(Class<?> main) throws Exception {
    return run(main.getName());
  }

  Result run(String main) throws Exception {
    List<String> all = new ArrayList<>(command);
    all.add("-cp");
    all.add(classPath);
    all.add(main);
    all.addAll(arguments);
    return execute(all);
  }

  /** Runs any command line to the end. */
  static Result execute(List<String> command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("WEFT_"));
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    long began = System.nanoTime();
    Process process = builder.start();
    process.getOutputStream().close();
    CompletableFuture<String> out = reading(process.getInputStream());
    CompletableFuture<String> err = reading(process.getErrorStream());
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException(command + " did not end; it said " + out.get() + err.get());
    }
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
    return new Result(process.exitValue(), out.get(), err.get(), millis);
  }

  private static CompletableFuture<String> reading(InputStream in) {
    return CompletableFuture.supplyAsync(() -> read(in), task -> new Thread(task).start());
  }

  private static String read(InputStream in) {
    try (in) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What came of a JVM. */
  record Result(int exitCode, String out, String err, long millis) {
    List<String> lines() {
      return out.lines().toList();
    }
  }
}
