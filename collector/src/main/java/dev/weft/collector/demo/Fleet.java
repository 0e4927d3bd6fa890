package dev.weft.collector.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The processes of the demo: one collector and the services, each an ordinary JVM with one flag
 * more. Their output goes to files that the demo names when something is wrong.
 */
final class Fleet implements AutoCloseable {
  /** Keeps seven JVMs small and quick to start on a laptop; a real service needs none of these. */
  private static final List<String> SMALL_JVM =
      List.of("-Xmx96m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto");

  private final Path java = Path.of(System.getProperty("java.home"), "bin", "java");
  private final Jars jars;
  private final Path logs;
  private final Map<String, Process> running = new LinkedHashMap<>();
  private final Thread hook = new Thread(this::kill, "demo-stop");

  /**
   * The built jars.
   *
   * @param bookinfo with its libraries beside it in {@code lib/}
   */
  record Jars(Path agent, Path collector, Path bookinfo) {}

  Fleet(Jars jars) {
    this.jars = jars;
    try {
      this.logs = Files.createTempDirectory("weft-demo");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Everything that the processes write, their temporary files too. */
  Path logs() {
    return logs;
  }

  void startCollector(int port, List<String> options) {
    List<String> command = smallJvm();
    command.addAll(
        List.of(
            "-jar",
            jars.collector().toString(),
            "collector",
            "--port",
            String.valueOf(port),
            "--data-dir",
            logs.resolve("collector-data").toString()));
    command.addAll(options);
    start("collector", command);
  }

  /**
   * Starts one service.
   *
   * @param name of the process, unique in the fleet
   * @param servicePort what callers write, {@code http://reviews:9080}
   */
  void startService(
      String name, String service, String version, int servicePort, int port, int collectorPort) {
    List<String> command = smallJvm();
    command.addAll(
        List.of(
            "-javaagent:" + jars.agent(),
            "-Dweft.collector=http://localhost:" + collectorPort,
            "-Dweft.service=" + service,
            "-Dweft.labels=version=" + version,
            "-Dweft.ports=" + servicePort + ":" + port,
            "-Dweft.state-dir=" + logs.resolve(name + "-state"),
            "-jar",
            jars.bookinfo().toString(),
            service,
            String.valueOf(port),
            version));
    start(name, command);
  }

  private List<String> smallJvm() {
    List<String> command = new ArrayList<>(List.of(java.toString()));
    command.addAll(SMALL_JVM);
    command.add("-Djava.io.tmpdir=" + logs);
    return command;
  }

  private void start(String name, List<String> command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(
                  ProcessBuilder.Redirect.appendTo(logs.resolve(name + ".log").toFile()))
              .start();
      synchronized (running) {
        running.put(name, process);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + name, e);
    }
  }

  /** The names of processes that have ended by themselves. */
  List<String> dead() {
    synchronized (running) {
      return running.entrySet().stream()
          .filter(entry -> !entry.getValue().isAlive())
          .map(Map.Entry::getKey)
          .toList();
    }
  }

  /** SIGKILL: no goodbye. */
  void kill(String name) {
    Process process;
    synchronized (running) {
      process = running.remove(name);
    }
    process.destroyForcibly();
  }

  /** A port that is free now. */
  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether nobody listens on it. */
  static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port)) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  private void kill() {
    synchronized (running) {
      running.values().forEach(Process::destroy);
      for (Process process : running.values()) {
        try {
          if (!process.waitFor(3, TimeUnit.SECONDS)) {
            process.destroyForcibly();
          }
        } catch (InterruptedException e) {
          process.destroyForcibly();
          Thread.currentThread().interrupt();
        }
      }
      running.clear();
    }
  }

  @Override
  public void close() {
    kill();
    Runtime.getRuntime().removeShutdownHook(hook);
  }
}
