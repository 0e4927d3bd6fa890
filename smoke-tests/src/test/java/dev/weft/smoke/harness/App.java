package dev.weft.smoke.harness;

import static java.util.stream.Collectors.joining;

import dev.weft.smoke.app.Line;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A running test application, {@link dev.weft.smoke.app.AppMain}. Thread-safe. */
public final class App implements AutoCloseable {
  private final Jvm jvm;
  private final AtomicInteger ids = new AtomicInteger();
  private final ConcurrentMap<String, CompletableFuture<Line>> answers = new ConcurrentHashMap<>();
  private final CompletableFuture<Line> ready;

  private App(Spec spec) {
    ready = answers.computeIfAbsent("", none -> new CompletableFuture<>());
    Jvm.Builder builder = Jvm.builder(spec.jdk, spec.name).classPath(Jars.applications());
    spec.libraries.forEach(builder::classPath);
    spec.options.forEach(builder::option);
    spec.environment.forEach(builder::environment);
    if (spec.settings != null) {
      builder.agent(spec.settings);
    }
    List<String> arguments =
        spec.arguments.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList();
    jvm = builder.main(spec.main, arguments.toArray(new String[0])).start(this::heard);
  }

  public static Spec spec(Jdk jdk, String name) {
    return new Spec(jdk, name);
  }

  private void heard(String text) {
    if (text.startsWith("@")) {
      Line line = Line.parse(text.substring(1));
      CompletableFuture<Line> waiting = answers.remove(line.get("id"));
      if (waiting != null) {
        waiting.complete(line);
      }
    }
  }

  public Jvm jvm() {
    return jvm;
  }

  /** The local port of its nth server. */
  public int port(int index) {
    return Integer.parseInt(await(ready, "to start").get("port" + index));
  }

  /** Once its servers listen. */
  public App started() {
    await(ready, "to start");
    return this;
  }

  /** GETs this and returns what the application got. */
  public Line get(String url) {
    return call("url", url);
  }

  /** Sends as {@link dev.weft.smoke.app.ClientDriver.Call} says, names and values in turn. */
  public Line call(Object... namesAndValues) {
    return await(begin("call", namesAndValues), "to answer a call");
  }

  /** Many calls; the result has {@code status.200}, {@code name.a}, {@code error}. */
  public Line load(Object... namesAndValues) {
    return await(begin("load", namesAndValues), "to finish many calls");
  }

  public Line ask(String command, Object... namesAndValues) {
    return await(begin(command, namesAndValues), "to answer " + command);
  }

  /** Lets it work and returns at once. */
  public CompletableFuture<Line> begin(String command, Object... namesAndValues) {
    String id = Integer.toString(ids.incrementAndGet());
    CompletableFuture<Line> answer = new CompletableFuture<>();
    answers.put(id, answer);
    jvm.tell(Line.of(namesAndValues).with("do", command).with("id", id).toString());
    return answer;
  }

  public Line await(CompletableFuture<Line> answer, String what) {
    try {
      for (int second = 0; second < 60; second++) {
        try {
          return answer.get(1, TimeUnit.SECONDS);
        } catch (TimeoutException notYet) {
          if (!jvm.isAlive()) {
            break;
          }
        }
      }
      throw new AssertionError("waited for " + jvm.name() + " " + what + ": " + jvm);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Lets it end by itself; its exit code. */
  public int end() {
    jvm.endInput();
    return jvm.awaitExit(Duration.ofSeconds(20));
  }

  @Override
  public void close() {
    jvm.close();
  }

  /** How to start one. */
  public static final class Spec {
    private final Jdk jdk;
    private final String name;
    private final List<Path> libraries = new ArrayList<>();
    private final List<String> options = new ArrayList<>();
    private final Map<String, String> arguments = new TreeMap<>();
    private final Map<String, String> environment = new TreeMap<>();
    private String main = "dev.weft.smoke.app.AppMain";
    private @Nullable Map<String, String> settings;

    private Spec(Jdk jdk, String name) {
      this.jdk = jdk;
      this.name = name;
      arguments.put("name", name);
    }

    /**
     * @param ports one for each of its servers, 0: a free one
     */
    public Spec server(String driver, int... ports) {
      arguments.put("server", driver);
      arguments.put(
          "ports", Arrays.stream(ports).mapToObj(Integer::toString).collect(joining(",")));
      return this;
    }

    public Spec client(String driver) {
      arguments.put("client", driver);
      return this;
    }

    public Spec library(Path jar) {
      libraries.add(jar);
      return this;
    }

    /** Another main class that is told what to do in the same way. */
    public Spec main(String className) {
      main = className;
      return this;
    }

    public Spec option(String option) {
      options.add(option);
      return this;
    }

    public Spec environment(String variable, String value) {
      environment.put(variable, value);
      return this;
    }

    /** With the agent. */
    public Spec meshed(Map<String, String> agentSettings) {
      settings = new TreeMap<>(agentSettings);
      return this;
    }

    /** One more setting of the agent. */
    public Spec setting(String key, String value) {
      settings.put(key, value);
      return this;
    }

    public App start() {
      return new App(this);
    }
  }
}
