package dev.weft.collector.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.server.Route;
import dev.weft.collector.access.AccessTable;
import dev.weft.collector.json.Tree;
import dev.weft.policy.frame.AgentMessage.Heartbeat;
import dev.weft.policy.frame.AgentMessage.SignRequest;
import dev.weft.policy.frame.Channel;
import dev.weft.policy.frame.CollectorMessage.SignRefused;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoundsTest {
  @TempDir Path folder;
  private TestCollector collector;

  @BeforeEach
  void start() {
    collector = TestCollector.in(folder);
  }

  @AfterEach
  void stop() {
    collector.close();
  }

  @Test
  void everyRouteIsInTheOpenApiDocument() {
    Object paths = TestCollector.tree(collector.get("/v1/openapi.json"));
    Set<String> described = new TreeSet<>(Tree.object(paths, "paths").keySet());
    Set<String> served = new TreeSet<>();
    for (Route route : collector.routes()) {
      String path = route.patternString().replaceAll(":(\\w+)", "{$1}");
      if (!path.startsWith("/opentelemetry.proto.")
          && !path.equals("/")
          && !path.startsWith("/ui/")) {
        served.add(path);
        Object methods = Tree.object(paths, "paths", path);
        if (!path.equals(Channel.PATH)) {
          assertThat(Tree.object(methods).keySet())
              .as(path)
              .containsAll(
                  route.methods().stream()
                      .map(method -> method.name().toLowerCase(java.util.Locale.ROOT))
                      .toList());
        }
      }
    }
    assertThat(described).isEqualTo(served).contains("/v1/policies", "/api/traces", "/metrics");
    Object apply = Tree.object(paths, "paths", "/v1/policies", "post");
    assertThat(Tree.list(apply, "parameters")).isNotEmpty();
    assertThat(Tree.object(apply, "responses")).containsKeys("200", "400", "413", "default");
  }

  @Test
  void everyRouteHasALineInTheTableOfRoles() {
    for (Route route : collector.routes()) {
      for (HttpMethod method : route.methods()) {
        if (route.methods().size() < 3) {
          assertThat(AccessTable.listed(method.name(), route.patternString()))
              .as("%s %s", method, route.patternString())
              .isTrue();
        }
      }
    }
    Object paths = TestCollector.tree(collector.get("/v1/openapi.json"));
    Tree.object(paths, "paths")
        .forEach(
            (path, methods) ->
                Tree.object(methods)
                    .keySet()
                    .forEach(
                        method ->
                            assertThat(
                                    AccessTable.listed(
                                        method.toUpperCase(java.util.Locale.ROOT),
                                        path.replaceAll("\\{(\\w+)}", ":$1")))
                                .as(method + " " + path)
                                .isTrue()));
  }

  @Test
  void garbageOnTheChannelEndsItWithAReason() {
    try (FakeAgent agent = FakeAgent.connect(collector.client, collector.port(), "a", "web")) {
      agent.sendText("{\"type\":\"hello\",\"protocol\":[[[");
      assertThat(agent.closeReason()).startsWith("1008 malformed message");
    }
    try (FakeAgent agent = FakeAgent.connect(collector.client, collector.port(), "a", "web")) {
      agent.send(new Heartbeat());
      assertThat(agent.closeReason()).contains("first message must be hello");
    }
    try (FakeAgent agent = FakeAgent.connect(collector.client, collector.port(), "a", "web")) {
      agent.socket().sendBinary(ByteBuffer.wrap(new byte[] {1, 2, 3}), true).join();
      assertThat(agent.closeReason()).contains("binary");
    }
    assertThat(collector.get("/readyz").statusCode()).isEqualTo(200);
  }

  @Test
  void aBrokenSigningRequestIsAnsweredAndTheChannelStays() {
    try (FakeAgent agent = collector.agent("a", "web")) {
      agent.send(new SignRequest("no request"));
      assertThat(agent.await(SignRefused.class).reason()).contains("PEM");
      agent.send(new SignRequest("again none"));
      assertThat(agent.await(SignRefused.class).reason()).contains("PEM");
    }
  }

  @Test
  void aMessageBeyondTheLimitEndsTheChannel() {
    try (FakeAgent agent = collector.agent("a", "web")) {
      String part = "x".repeat(1024 * 1024);
      try {
        for (int i = 0; i < 18; i++) {
          agent.socket().sendText(part, false).join();
        }
      } catch (RuntimeException closed) {
        assertThat(closed).hasMessageContaining("IOException");
      }
      assertThat(agent.closeReason()).isNotEmpty();
    }
    assertThat(collector.get("/readyz").statusCode()).isEqualTo(200);
  }

  @Test
  void aNewerProtocolIsToldWhichOneIsSpoken() {
    try (FakeAgent agent = FakeAgent.connect(collector.client, collector.port(), "a", "web")) {
      agent.sendText(
          "{\"type\":\"hello\",\"protocol\":9,\"agentId\":\"a\",\"version\":\"9\","
              + "\"capabilities\":[],\"services\":[{\"name\":\"web\",\"namespace\":\"default\","
              + "\"serviceAccount\":\"web\",\"labels\":{}}],\"host\":\"h\",\"pid\":1,"
              + "\"java\":\"17\",\"epoch\":\"\",\"revision\":0,\"uses\":[]}");
      assertThat(agent.closeReason()).contains("protocol 9");
    }
  }

  @Test
  void bytesThatAreNoHttpAreSurvived() throws IOException {
    for (String garbage :
        new String[] {
          "\u0016\u0003\u0001\u0002\u0000", "GET / HTTP/9.9\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nxx"
        }) {
      try (Socket socket = new Socket("127.0.0.1", collector.port())) {
        socket.setSoTimeout(5_000);
        socket.getOutputStream().write(garbage.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        socket.shutdownOutput();
        String answer =
            new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        assertThat(answer).doesNotContain("\tat ");
      }
    }
    assertThat(collector.get("/readyz").statusCode()).isEqualTo(200);
  }

  @Test
  void aNameThatASiteMadeToResolveHereIsRefused() throws IOException {
    try (Socket socket = new Socket("127.0.0.1", collector.port())) {
      socket
          .getOutputStream()
          .write(
              "GET /v1/policies HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      socket.setSoTimeout(5_000);
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
          .startsWith("HTTP/1.1 403")
          .contains("call it as localhost");
    }
  }

  @Test
  void whatChangesIsToldToWhoListens() throws Exception {
    InputStream stream =
        collector
            .client
            .send(
                HttpRequest.newBuilder(collector.uri("/v1/events")).build(),
                BodyHandlers.ofInputStream())
            .body();
    try (Stream<String> lines =
        new java.io.BufferedReader(new java.io.InputStreamReader(stream, StandardCharsets.UTF_8))
            .lines()) {
      Iterator<String> line = lines.iterator();
      assertThat(line.next()).startsWith(":");
      collector.post("/v1/policies", TestCollector.route("reviews", "v1"));
      assertThat(line.next()).isEmpty();
      assertThat(line.next()).isEqualTo("event: policy");
      assertThat(line.next()).startsWith("data: {\"revision\":");
    }
  }
}
