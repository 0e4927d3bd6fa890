package dev.weft.collector.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.collector.json.Json;
import dev.weft.collector.json.Tree;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The collector as a process of its own: what only a real end can show. */
class ProcessTest {
  private static final Pattern LISTENS = Pattern.compile("http://localhost:(\\d+) .*in (\\d+) ms");

  private static final int KILLS = 3;
  private static final int WRITERS = 4;

  @TempDir Path folder;
  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void anAcknowledgedWriteSurvivesTheKill() throws Exception {
    Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    for (int round = 0; round < KILLS; round++) {
      try (Running collector = start()) {
        assertThat(names(collector)).containsAll(acknowledged);
        CountDownLatch enough = new CountDownLatch(10 + 7 * round);
        List<Thread> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
          String prefix = "r" + round + "w" + i + "n";
          writers.add(new Thread(() -> writeUntilItDies(collector, prefix, acknowledged, enough)));
        }
        writers.forEach(Thread::start);
        assertThat(enough.await(60, TimeUnit.SECONDS)).isTrue();
        collector.process.destroyForcibly().waitFor();
        for (Thread writer : writers) {
          writer.join();
        }
      }
    }
    try (Running collector = start()) {
      List<String> found = names(collector);
      assertThat(found).containsAll(acknowledged);
      // Nobody heard of at most one more of each writer.
      assertThat(found).hasSizeLessThanOrEqualTo(acknowledged.size() + KILLS * WRITERS);
      try (Stream<Path> natives = Files.list(folder.resolve("data/native"))) {
        // Those of the killed processes are gone.
        assertThat(natives.filter(path -> path.toString().endsWith(".so"))).hasSizeLessThan(2);
      }
      System.out.println(
          "collector: started in "
              + collector.startMillis
              + " ms, resident "
              + resident(collector)
              + " (with load of other tests)");
    }
  }

  @Test
  void aSignalStopsItAndASecondOneIsToldToLookElsewhere() throws Exception {
    try (Running collector = start()) {
      Process second = new ProcessBuilder(command("0")).redirectErrorStream(true).start();
      String said = new String(second.getInputStream().readAllBytes());
      assertThat(second.waitFor()).isEqualTo(4);
      assertThat(said).contains("Another collector uses the folder").doesNotContain("\tat ");

      Process third =
          new ProcessBuilder(
                  command(Integer.toString(collector.port), folder.resolve("other").toString()))
              .redirectErrorStream(true)
              .start();
      said = new String(third.getInputStream().readAllBytes());
      assertThat(third.waitFor()).isEqualTo(1);
      assertThat(said).contains("another --port").doesNotContain("\tat ");

      collector.process.destroy();
      assertThat(collector.process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  private void writeUntilItDies(
      Running collector, String prefix, Set<String> acknowledged, CountDownLatch enough) {
    for (int n = 0; ; n++) {
      try {
        post(collector, TestCollector.route(prefix + n, "v1"));
        acknowledged.add(prefix + n);
        enough.countDown();
      } catch (Exception killed) {
        return;
      }
    }
  }

  private static String resident(Running collector) throws IOException {
    Path status = Path.of("/proc/" + collector.process.pid() + "/status");
    return Files.exists(status)
        ? Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("VmRSS"))
            .findFirst()
            .orElse("unknown")
            .replaceAll("\\s+", " ")
        : "unknown";
  }

  private List<String> names(Running collector) throws Exception {
    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(collector.uri("/v1/policies")).build(), BodyHandlers.ofString());
    return Tree.list(Json.parse(response.body()), "items").stream()
        .map(item -> Tree.text(item, "metadata", "name"))
        .toList();
  }

  private void post(Running collector, String document) throws Exception {
    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(collector.uri("/v1/policies"))
                .POST(BodyPublishers.ofString(document))
                .build(),
            BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(200);
  }

  private List<String> command(String port) {
    return command(port, folder.resolve("data").toString());
  }

  private List<String> command(String port, String data) {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
    command.addAll(List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(
        List.of("dev.weft.collector.Main", "collector", "--port", port, "--data-dir", data));
    return command;
  }

  private Running start() throws IOException {
    Process process =
        new ProcessBuilder(command("0")).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader out = process.inputReader();
    String line = out.readLine();
    Matcher matcher = LISTENS.matcher(String.valueOf(line));
    assertThat(matcher.find()).as(line).isTrue();
    return new Running(
        process, Integer.parseInt(matcher.group(1)), Long.parseLong(matcher.group(2)));
  }

  private record Running(Process process, int port, long startMillis) implements AutoCloseable {
    URI uri(String path) {
      return URI.create("http://localhost:" + port + path);
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }
}
