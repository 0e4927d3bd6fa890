package dev.weft.smoke.survival;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.smoke.app.Line;
import dev.weft.smoke.harness.App;
import dev.weft.smoke.harness.Await;
import dev.weft.smoke.harness.Collector;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** JVMs are stopped and killed while others call them. */
class StopIT {
  private static final String NO_RETRIES =
      """
      apiVersion: networking.istio.io/v1
      kind: VirtualService
      metadata: {name: echo, namespace: default}
      spec:
        hosts: [echo]
        http:
        - route: [{destination: {host: echo}}]
          retries: {attempts: 0}
      """;

  private final Collector collector = new Collector();
  private final List<App> apps = new ArrayList<>();

  @AfterEach
  void stop() {
    apps.forEach(App::close);
    collector.close();
  }

  private App keep(App app) {
    apps.add(app);
    return app;
  }

  private App echo(String server, String name) {
    App.Spec spec =
        switch (server) {
          case "tomcat" -> Apps.tomcat(collector, name, "echo", Apps.stateDir());
          case "spring" -> Apps.spring(collector, name, "echo", Apps.stateDir());
          case "grpc" -> Apps.grpc(collector, name, "echo", Apps.stateDir());
          default -> Apps.server(collector, name, "echo", Apps.stateDir());
        };
    return keep(spec.start());
  }

  private App caller(String server) {
    App.Spec spec =
        server.equals("grpc")
            ? Apps.grpcCaller(collector, "caller", Apps.stateDir())
            : Apps.caller(collector, "caller", Apps.stateDir());
    return keep(spec.start());
  }

  @ParameterizedTest
  @ValueSource(strings = {"jdk", "tomcat", "spring", "grpc"})
  void aJvmThatIsToldToEndUnderLoadFailsNoCall(String server) {
    App first = echo(server, "first");
    App second = echo(server, "second");
    App caller = caller(server);
    apps.forEach(App::started);
    collector.awaitInstances("echo", 2, true);
    collector.apply(NO_RETRIES);
    boolean grpc = server.equals("grpc");
    Object[] load =
        grpc
            ? new Object[] {"target", "echo:80", "ms", 5, "calls", 4000, "threads", 8}
            // With a body, so that no library sends a call twice by itself.
            : new Object[] {"url", "http://echo/?ms=5", "calls", 4000, "threads", 8, "body", "b"};
    Object[] warm = load.clone();
    warm[grpc ? 5 : 3] = 200;
    caller.load(warm);
    CompletableFuture<Line> running = caller.begin("load", load);
    awaitCalls(first, 50);

    first.jvm().terminate();

    assertThat(first.jvm().awaitExit(Duration.ofSeconds(20))).isEqualTo(143);
    Line result = caller.await(running, "to finish its calls");
    assertThat(result.get(grpc ? "code.OK" : "status.200")).as(result.toString()).isEqualTo("4000");
    assertThat(result.number("name.first", 0)).as(result.toString()).isPositive();
    assertThat(result.number("name.second", 0))
        .as(result.toString())
        .isGreaterThan(result.number("name.first", 0));
    assertThat(second.jvm().isAlive()).isTrue();
  }

  /** So that it is told to end in the middle. */
  private static void awaitCalls(App app, int more) {
    int before = app.ask("seen", "key", "").number("count", 0);
    Await.until(
        more + " calls",
        Duration.ofSeconds(20),
        () -> app.ask("seen", "key", "").number("count", 0) >= before + more);
  }

  @ParameterizedTest
  @ValueSource(strings = {"jdk", "tomcat"})
  void whoeverHoldsAConnectionIsToldNotToUseItAgain(String server) throws Exception {
    App app = echo(server, "first");
    app.started();
    collector.awaitInstances("echo", 1, true);
    try (Socket kept = new Socket("127.0.0.1", app.port(0));
        Socket slow = new Socket("127.0.0.1", app.port(0))) {
      assertThat(head(kept, "/")).noneMatch(line -> line.equalsIgnoreCase("connection: close"));
      ask(slow, "/?ms=1900");
      awaitServed(app);
      app.jvm().terminate();
      Await.until(
          "it has left", Duration.ofSeconds(10), () -> collector.items("/v1/instances").isEmpty());
      // It drains, waiting for the slow call.
      assertThat(head(kept, "/")).anyMatch(line -> line.equalsIgnoreCase("connection: close"));
      assertThat(read(slow).get(0)).contains("200");
    }
  }

  /** Longer than the agent waits for calls before it lets the application end, which is 2 s. */
  private static final int LONG_MILLIS = 6_000;

  @Test
  void springBootsGracefulShutdownServesToTheEndWhatHasBegun() throws Exception {
    App first = echo("spring", "first");
    App caller = caller("spring");
    apps.forEach(App::started);
    collector.awaitInstances("echo", 1, true);
    assertThat(caller.get("http://echo/").get("status")).isEqualTo("200");
    try (Socket outside = new Socket("127.0.0.1", first.port(0))) {
      ask(outside, "/?ms=" + LONG_MILLIS);
      CompletableFuture<Line> meshed =
          caller.begin("call", "url", "http://echo/?ms=" + LONG_MILLIS, "timeout", 20_000);
      Await.until(
          "both calls are served",
          Duration.ofSeconds(10),
          () -> first.ask("seen", "key", "").number("count", 0) >= 3);
      long told = System.nanoTime();

      first.jvm().terminate();

      Line answer = caller.await(meshed, "to get its long answer");
      assertThat(answer.get("status")).as(answer.toString()).isEqualTo("200");
      assertThat(read(outside).get(0)).contains("200");
      assertThat(first.jvm().awaitExit(Duration.ofSeconds(20))).isEqualTo(143);
      long millis = (System.nanoTime() - told) / 1_000_000;
      // The rest of both calls, and not Spring Boot's patience of 20 s.
      assertThat(millis).isBetween(LONG_MILLIS / 2L, LONG_MILLIS + 7_000L);
    }
    String log = String.join("\n", first.jvm().output()) + first.jvm().errors();
    assertThat(log).contains("Commencing graceful shutdown", "Graceful shutdown complete");
    assertThat(collector.items("/v1/instances")).isEmpty();
  }

  private static void awaitServed(App app) {
    Await.until(
        "the slow call is served",
        Duration.ofSeconds(10),
        () -> app.ask("seen", "key", "").number("count", 0) >= 2);
  }

  private static List<String> head(Socket socket, String path) throws IOException {
    ask(socket, path);
    return read(socket);
  }

  private static void ask(Socket socket, String path) throws IOException {
    socket
        .getOutputStream()
        .write(
            ("GET " + path + " HTTP/1.1\r\nHost: echo\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));
  }

  /** The head of one answer; its body is read and dropped. */
  private static List<String> read(Socket socket) throws IOException {
    BufferedReader in =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
    List<String> head = new ArrayList<>();
    int length = 0;
    for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
      head.add(line);
      if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        length = Integer.parseInt(line.substring(15).trim());
      }
    }
    for (long left = length; left > 0; left -= in.skip(left)) {}
    return head;
  }

  @Test
  void aKilledOneIsPassedOverAtTheFirstRefusedConnectionAndGoneWithinItsLease() {
    App first = echo("jdk", "first");
    App caller = caller("jdk");
    echo("jdk", "second");
    apps.forEach(App::started);
    collector.awaitInstances("echo", 2, true);
    caller.load("url", "http://echo/", "calls", 200, "threads", 4);

    first.jvm().kill();
    // The default retries: a refused connection is tried again, elsewhere, and then passed over.
    Line first100 = caller.load("url", "http://echo/", "calls", 100, "threads", 1);
    assertThat(first100.number("error", 0)).as(first100.toString()).isLessThanOrEqualTo(1);
    Line next = caller.load("url", "http://echo/", "calls", 500, "threads", 4);
    assertThat(next.get("status.200")).as(next.toString()).isEqualTo("500");
    assertThat(next.get("name.second")).isEqualTo("500");

    // A lease of 15 s from the last sign of life, and what a busy machine adds.
    Await.until(
        "the killed instance is gone",
        Duration.ofSeconds(20),
        () -> collector.items("/v1/instances").size() == 1);
  }
}
