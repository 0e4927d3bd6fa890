package dev.weft.smoke.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The collector's jar in a process of its own, and its API. */
public final class Collector implements AutoCloseable {
  private static final Duration SOON = Duration.ofSeconds(20);

  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient plain = client().build();
  private final Path data;
  private final int port;
  private final String[] options;
  private final boolean secured;
  private final @Nullable Duration ahead;
  private HttpClient http = plain;
  private String token = "";
  private Jvm jvm;

  /**
   * Starts it on a free port with an empty store and waits until it is ready.
   *
   * @param options further ones of {@code weft collector}
   */
  public Collector(String... options) {
    this(null, options);
  }

  private Collector(@Nullable Duration ahead, String... options) {
    this.options = options.clone();
    this.ahead = ahead;
    secured = List.of(options).contains("--secure");
    port = Ports.free();
    try {
      data = Files.createTempDirectory("weft-collector-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start();
  }

  /** One with TLS and tokens, whose clock is ahead of everybody else's. */
  public static Collector withClock(Duration ahead) {
    return new Collector(ahead, "--secure");
  }

  private static HttpClient.Builder client() {
    return HttpClient.newBuilder().version(Version.HTTP_1_1).connectTimeout(SOON);
  }

  /** Starts it again, on the same port and with the same store. */
  public void start() {
    Jvm.Builder builder = Jvm.builder(Jdk.running(), "collector").option("-Xmx256m");
    if (ahead == null) {
      builder.jar(Jars.collector(), arguments());
    } else {
      builder
          .classPath(Jars.collector(), Jars.tests())
          .main(ClockedCollector.class.getName(), "" + ahead.toMillis(), "" + port, "" + data);
    }
    jvm = builder.start(line -> {});
    Await.until("collector ready", Duration.ofSeconds(60), this::isReady, () -> jvm);
    if (secured) {
      http = client().sslContext(OwnAuthority.trusted(data.resolve("authority.pem"))).build();
      try {
        token = Files.readString(data.resolve("admin-token")).trim();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /**
   * Makes a service token of the account, and of the service of the same name.
   *
   * @return a file with it
   */
  public Path token(String account) {
    HttpResponse<String> answer =
        send(
            HttpRequest.newBuilder(uri("/v1/tokens"))
                .header("content-type", "application/json")
                .POST(
                    BodyPublishers.ofString(
                        "{\"kind\":\"service\",\"serviceAccount\":\"" + account + "\"}")));
    try {
      Path file = Files.createTempFile("weft-token-", "");
      file.toFile().deleteOnExit();
      return Files.writeString(file, json.readTree(answer.body()).path("token").asText());
    } catch (IOException e) {
      throw new UncheckedIOException(answer.body(), e);
    }
  }

  /** What it has printed since its last start. */
  public String log() {
    return String.join("\n", jvm.output()) + "\n" + jvm.errors();
  }

  private String[] arguments() {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("collector", "--port", "" + port, "--data-dir", data.toString()));
    arguments.addAll(List.of(options));
    return arguments.toArray(String[]::new);
  }

  private @Nullable Boolean isReady() {
    if (!jvm.isAlive()) {
      throw new AssertionError("the collector did not start: " + jvm);
    }
    try {
      // Health is told without TLS, too.
      URI ready = URI.create("http://127.0.0.1:" + port + "/readyz");
      HttpRequest request = HttpRequest.newBuilder(ready).timeout(SOON).build();
      return plain.send(request, BodyHandlers.discarding()).statusCode() == 200 ? true : null;
    } catch (IOException notYet) {
      return null;
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** As a crash. */
  public void kill() {
    jvm.kill();
  }

  /** Where it keeps its store and the authority's key. */
  public Path dataDir() {
    return data;
  }

  public int port() {
    return port;
  }

  public String url() {
    return (secured ? "https" : "http") + "://127.0.0.1:" + port;
  }

  /** Applies documents and waits until every agent they reach has them in force. */
  public void apply(String yaml) {
    HttpResponse<String> answer =
        send(
            HttpRequest.newBuilder(uri("/v1/policies"))
                .header("content-type", "application/yaml")
                .POST(BodyPublishers.ofString(yaml)));
    if (answer.statusCode() / 100 != 2) {
      throw new AssertionError("refused: " + answer.body());
    }
    awaitApplied();
  }

  /** Removes a document and waits until every connected agent has the revision without it. */
  public void delete(String kind, String name) {
    HttpResponse<String> answer =
        send(HttpRequest.newBuilder(uri("/v1/policies/" + kind + "/default/" + name)).DELETE());
    if (answer.statusCode() / 100 != 2) {
      throw new AssertionError("refused: " + answer.body());
    }
    awaitIdle();
  }

  /** PUTs or DELETEs a resource of the API that has no body. */
  public JsonNode change(String method, String path) {
    HttpResponse<String> answer =
        send(HttpRequest.newBuilder(uri(path)).method(method, BodyPublishers.noBody()));
    if (answer.statusCode() / 100 != 2) {
      throw new AssertionError(method + " " + path + ": " + answer.body());
    }
    try {
      return json.readTree(answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(answer.body(), e);
    }
  }

  /** Until every agent that is connected has every document that reaches it in force. */
  public void awaitApplied() {
    Await.until(
        "all policies applied",
        SOON,
        () -> {
          for (JsonNode policy : items("/v1/policies")) {
            for (JsonNode agent : status(policy).path("agents")) {
              String state = agent.path("state").asText();
              if (!state.equals("Applied") && !state.equals("Disconnected")) {
                return null;
              }
            }
          }
          return true;
        },
        () -> items("/v1/policies").toPrettyString() + "\n" + get("/v1/agents").toPrettyString());
  }

  private JsonNode status(JsonNode policy) {
    JsonNode name = policy.path("metadata");
    return get(
        "/v1/policies/"
            + policy.path("kind").asText()
            + "/"
            + name.path("namespace").asText("default")
            + "/"
            + name.path("name").asText()
            + "/status");
  }

  /** Until an agent of each of these services is connected and has what there is. */
  public void awaitAgents(String... services) {
    Await.until(
        "agents of " + List.of(services),
        SOON,
        () -> {
          Set<String> missing = new HashSet<>(List.of(services));
          for (JsonNode agent : items("/v1/agents")) {
            if (agent.path("connected").asBoolean()) {
              missing.remove(agent.path("services").path(0).path("name").asText());
            }
          }
          return missing.isEmpty() ? true : null;
        },
        () -> get("/v1/agents").toPrettyString());
    awaitIdle();
  }

  /** Until every connected agent knows what the API shows, changes of the registry too. */
  public void awaitIdle() {
    Await.until(
        "agents idle",
        SOON,
        () -> {
          for (JsonNode agent : items("/v1/agents")) {
            if (agent.path("connected").asBoolean() && !agent.path("settled").asBoolean()) {
              return null;
            }
          }
          return true;
        },
        () -> get("/v1/agents").toPrettyString());
  }

  /** Until this many instances of a service are registered with a port, not suspect. */
  public void awaitInstances(String service, int count, boolean mtls) {
    Await.until(
        count + " instances of " + service,
        SOON,
        () -> {
          int found = 0;
          for (JsonNode instance : items("/v1/instances")) {
            if (instance.path("service").asText().equals(service)
                && !instance.path("suspect").asBoolean()
                && !instance.path("ports").isEmpty()
                && (!mtls || instance.path("ports").get(0).path("mtlsPort").asInt() > 0)) {
              found++;
            }
          }
          return found == count ? true : null;
        },
        () -> get("/v1/instances").toPrettyString());
    awaitIdle();
  }

  /** The elements of the list that the API gives under its name. */
  public JsonNode items(String path) {
    for (JsonNode value : get(path)) {
      if (value.isArray()) {
        return value;
      }
    }
    throw new AssertionError(path + " has no list: " + get(path));
  }

  public JsonNode get(String path) {
    String answer = text(path);
    try {
      return json.readTree(answer);
    } catch (IOException e) {
      throw new UncheckedIOException(answer, e);
    }
  }

  /** The body of a 200. */
  public String text(String path) {
    HttpResponse<String> answer = send(HttpRequest.newBuilder(uri(path)));
    if (answer.statusCode() != 200) {
      throw new AssertionError(path + ": " + answer.statusCode() + " " + answer.body());
    }
    return answer.body();
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    if (secured) {
      request.header("authorization", "Bearer " + token);
    }
    try {
      return http.send(request.timeout(SOON).build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(jvm.toString(), e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private URI uri(String path) {
    return URI.create(url() + path);
  }

  private static IllegalStateException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IllegalStateException(e);
  }

  @Override
  public void close() {
    jvm.close();
  }
}
