package dev.weft.benchmarks.subject;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weft.benchmarks.process.JvmCommand;
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
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The collector that agents of all subjects talk to, as users run it. Used by one thread. */
public final class CollectorProcess implements AutoCloseable {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final long PAUSE_MILLIS = 50;

  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(SOON).build();

  /** Room, and compiler threads that live as long as it does, so that their time can be told. */
  private static final List<String> TUNED =
      List.of("-Xms64m", "-Xmx512m", "-XX:-UseDynamicNumberOfCompilerThreads");

  /** What the launcher {@code weft} gives it. */
  private static final List<String> AS_LAUNCHED =
      List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xms16m", "-Xmx512m");

  private final Site site;
  private final List<String> options;
  private final int port;
  private MeasuredProcess process;

  private CollectorProcess(Site site, List<String> options, int port) throws IOException {
    this.site = site;
    this.options = options;
    this.port = port;
    this.process = begun();
  }

  /** Starts it with an empty store and waits until it is ready. */
  public static CollectorProcess start(Site site) throws IOException, InterruptedException {
    return start(site, TUNED);
  }

  /** As {@link #start}, with the options of a JVM that {@code weft collector} starts. */
  public static CollectorProcess startAsLaunched(Site site)
      throws IOException, InterruptedException {
    return start(site, AS_LAUNCHED);
  }

  private static CollectorProcess start(Site site, List<String> options)
      throws IOException, InterruptedException {
    delete(site.work().resolve("collector/data"));
    CollectorProcess collector = new CollectorProcess(site, options, Stage.freePort());
    collector.awaitReady();
    return collector;
  }

  /** What the run before has left. */
  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> found = Files.walk(folder)) {
      all = found.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : all) {
      Files.delete(each);
    }
  }

  private MeasuredProcess begun() throws IOException {
    Path directory = site.work().resolve("collector");
    JvmCommand jvm =
        new JvmCommand(site.jdk())
            .option(options.toArray(String[]::new))
            .jar(site.collector())
            .argument("collector", "--port", Integer.toString(port))
            .argument("--data-dir", directory.resolve("data").toString());
    return MeasuredProcess.start("collector", jvm.command(), jvm.environment(), directory);
  }

  private void awaitReady() throws IOException, InterruptedException {
    try {
      await("the collector to be ready", this::isReady, process::tail);
    } catch (IOException | InterruptedException | RuntimeException | CheckFailed e) {
      process.close();
      throw e instanceof CheckFailed late ? new IOException(late) : rethrown(e);
    }
  }

  /** As a crash. */
  public void kill() {
    process.close();
  }

  /** After {@link #kill}: on the same port and with the same store, until it is ready. */
  public void startAgain() throws IOException, InterruptedException {
    process = begun();
    awaitReady();
  }

  private static IOException rethrown(Exception e) throws InterruptedException {
    if (e instanceof InterruptedException interrupted) {
      throw interrupted;
    }
    return e instanceof IOException io ? io : new IOException(e);
  }

  private boolean isReady() throws InterruptedException {
    if (!process.isAlive()) {
      throw new IllegalStateException("the collector did not start: " + process.tail());
    }
    try {
      return send(request("/readyz")).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  public String url() {
    return "http://127.0.0.1:" + port;
  }

  public MeasuredProcess process() {
    return process;
  }

  /** Writes documents. */
  public void apply(String yaml) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        send(
            request("/v1/policies")
                .header("content-type", "application/yaml")
                .POST(HttpRequest.BodyPublishers.ofString(yaml)));
    if (answer.statusCode() / 100 != 2) {
      throw new IOException("the collector refused: " + answer.body() + "\n" + yaml);
    }
  }

  /** Switches the mesh off for a service of the namespace {@code default}, protection included. */
  void switchOff(String service) throws IOException, InterruptedException {
    String path = "/v1/agents/switches/services/default/" + service + "?level=all";
    HttpResponse<String> answer = send(request(path).PUT(HttpRequest.BodyPublishers.noBody()));
    if (answer.statusCode() / 100 != 2) {
      throw new IOException("the collector refused: " + answer.body() + "\nPUT " + path);
    }
  }

  public JsonNode get(String path) throws IOException, InterruptedException {
    return json.readTree(text(path));
  }

  /** The body of a 200. */
  public String text(String path) throws IOException, InterruptedException {
    HttpResponse<String> answer = send(request(path));
    if (answer.statusCode() != 200) {
      throw new IOException(path + ": " + answer.statusCode() + " " + answer.body());
    }
    return answer.body();
  }

  /** The elements of a list of the API, of one service. */
  public List<JsonNode> ofService(String list, String service)
      throws IOException, InterruptedException {
    List<JsonNode> found = new ArrayList<>();
    for (JsonNode each : get("/v1/" + list).path(list)) {
      if (each.path("service").asText().equals(service)
          || each.path("services").path(0).path("name").asText().equals(service)) {
        found.add(each);
      }
    }
    return found;
  }

  /** A question that may not be answered yet. */
  @FunctionalInterface
  public interface Question {
    boolean holds() throws IOException, InterruptedException, CheckFailed;
  }

  /**
   * Asks until it holds.
   *
   * @param state what to say if it never does
   * @throws CheckFailed if it does not within 60 s
   */
  public void await(String what, Question question, Supplier<String> state)
      throws IOException, InterruptedException, CheckFailed {
    long end = System.nanoTime() + SOON.toNanos();
    while (!question.holds()) {
      if (System.nanoTime() - end > 0) {
        throw new CheckFailed("waited " + SOON.toSeconds() + " s for " + what + ": " + state.get());
      }
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url() + path)).timeout(SOON);
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() {
    process.close();
  }
}
