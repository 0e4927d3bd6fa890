package dev.weft.benchmarks.subject;

import dev.weft.benchmarks.process.MeasuredProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Proxies beside the programs, as a mesh of sidecars runs them: a caller's requests go to its own
 * proxy on the loopback interface, from there to the proxy of one instance, and from there to the
 * instance. What they burn counts.
 */
abstract class Sidecars implements Subject {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final long PAUSE_MILLIS = 20;
  private static final int PROOF_REQUESTS = 200;

  private final Map<Stage, List<Sidecar>> running = new IdentityHashMap<>();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(SOON).build();

  /**
   * What one proxy does.
   *
   * @param port on which it listens, loopback
   * @param adminPort on which it tells what it did
   * @param targets ports that it passes requests on to, loopback
   * @param outbound whether it is the caller's: routes, balances and retries
   */
  record Task(String name, int port, int adminPort, List<Integer> targets, boolean outbound) {}

  private record Sidecar(Task task, MeasuredProcess process) {}

  /** Starts a process in a folder of its own kind. */
  @FunctionalInterface
  interface Launcher {
    MeasuredProcess start(String name, List<String> command) throws IOException;
  }

  /**
   * The content of its configuration file.
   *
   * @param jdk whose keytool makes keys
   * @param folder for keys
   */
  abstract String configuration(Path jdk, Path folder, Task task) throws IOException;

  /**
   * @param file its configuration
   */
  abstract List<String> command(Path file) throws IOException;

  /** The path on its administration port that answers 200 once it takes requests. */
  abstract String readiness();

  /** The path on its administration port that tells its statistics. */
  abstract String statistics();

  /** Requests that it took, by its statistics. */
  abstract long requests(String statistics);

  /** The end of its configuration file's name. */
  abstract String extension();

  /** Proves from a proxy's statistics that it does what this subject claims. */
  void check(Task task, String statistics) throws CheckFailed {}

  @Override
  public List<String> next(Stage stage, Role caller, Role callee)
      throws IOException, InterruptedException {
    List<Integer> instances = new ArrayList<>();
    for (int port : stage.ports(callee)) {
      String name = callee.name() + "-" + (instances.size() + 1) + "-" + name();
      instances.add(start(stage, name, List.of(port), false));
    }
    String name = caller.name() + "-to-" + callee.name() + "-" + name();
    return List.of("http://localhost:" + start(stage, name, instances, true));
  }

  private int start(Stage stage, String name, List<Integer> targets, boolean outbound)
      throws IOException, InterruptedException {
    Task task = new Task(name, Stage.freePort(), Stage.freePort(), targets, outbound);
    MeasuredProcess process =
        start(
            stage.site().jdk(),
            stage.directory(),
            task,
            (title, command) -> stage.start(title, command, Map.of()));
    running.computeIfAbsent(stage, any -> new ArrayList<>()).add(new Sidecar(task, process));
    return task.port();
  }

  /** Starts a proxy and waits until it listens. */
  MeasuredProcess start(Path jdk, Path folder, Task task, Launcher launcher)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Path file = folder.resolve(task.name() + extension());
    Files.writeString(file, configuration(jdk, folder, task));
    MeasuredProcess process = launcher.start(task.name(), command(file));
    awaitReady(process, task);
    return process;
  }

  private void awaitReady(MeasuredProcess process, Task task)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + SOON.toNanos();
    while (true) {
      try {
        // Not by connecting to where requests go: that would be counted as one.
        get(task, readiness());
        return;
      } catch (IOException notYet) {
        if (!process.isAlive() || System.nanoTime() - end > 0) {
          throw new IOException(process.name() + " is not ready: " + process.tail(), notYet);
        }
        Thread.sleep(PAUSE_MILLIS);
      }
    }
  }

  /** Every request passes one proxy of the caller and one of an instance, and all are used. */
  @Override
  public void check(Stage stage) throws IOException, InterruptedException, CheckFailed {
    List<Sidecar> sidecars = running.getOrDefault(stage, List.of());
    long[] before = passed(sidecars);
    stage.drive(PROOF_REQUESTS);
    long[] after = passed(sidecars);
    for (int side = 0; side < before.length; side++) {
      long more = after[side] - before[side];
      if (more < PROOF_REQUESTS) {
        throw new CheckFailed(
            "%s saw %d of %d requests"
                .formatted(
                    side == 0 ? "instances' proxies" : "callers' proxies", more, PROOF_REQUESTS));
      }
    }
    for (Sidecar sidecar : sidecars) {
      String statistics = get(sidecar.task());
      if (requests(statistics) == 0) {
        throw new CheckFailed(sidecar.task().name() + " saw no request");
      }
      check(sidecar.task(), statistics);
    }
    Proofs.noSpans(stage);
    Proofs.notMeshed(stage);
    running.remove(stage);
  }

  /** Requests that proxies of instances and of callers took. */
  private long[] passed(List<Sidecar> sidecars) throws IOException, InterruptedException {
    long[] passed = new long[2];
    for (Sidecar sidecar : sidecars) {
      passed[sidecar.task().outbound() ? 1 : 0] += requests(get(sidecar.task()));
    }
    return passed;
  }

  /** A proxy's statistics. */
  String get(Task task) throws IOException, InterruptedException {
    return get(task, statistics());
  }

  private String get(Task task, String path) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + task.adminPort() + path);
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(SOON).build();
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(uri + " of " + task.name() + " answers " + answer.statusCode());
    }
    return answer.body();
  }
}
