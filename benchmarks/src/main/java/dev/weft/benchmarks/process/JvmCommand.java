package dev.weft.benchmarks.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The command line of a JVM, put together step by step. Not thread-safe. */
public final class JvmCommand {
  private final Path java;
  private final List<String> options = new ArrayList<>();
  private final List<String> arguments = new ArrayList<>();
  private final Map<String, String> environment = new LinkedHashMap<>();
  private List<String> program = List.of();

  /**
   * @param home of the JDK
   */
  public JvmCommand(Path home) {
    java = home.resolve("bin").resolve("java");
  }

  public JvmCommand option(String... more) {
    options.addAll(List.of(more));
    return this;
  }

  public JvmCommand environment(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  public JvmCommand main(String classPath, String mainClass) {
    program = List.of("-cp", classPath, mainClass);
    return this;
  }

  public JvmCommand jar(Path jar) {
    program = List.of("-jar", jar.toString());
    return this;
  }

  /** Of the program. */
  public JvmCommand argument(String... more) {
    arguments.addAll(List.of(more));
    return this;
  }

  public List<String> command() {
    List<String> all = new ArrayList<>();
    all.add(java.toString());
    all.addAll(options);
    all.addAll(program);
    all.addAll(arguments);
    return all;
  }

  public Map<String, String> environment() {
    return environment;
  }
}
