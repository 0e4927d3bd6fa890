package dev.weft.collector.server;

import com.linecorp.armeria.server.Route;
import dev.weft.collector.api.TraceLink;
import dev.weft.collector.json.Json;
import dev.weft.collector.json.Tree;
import dev.weft.collector.push.Settings;
import dev.weft.collector.time.Clock;
import dev.weft.policy.tree.MalformedTreeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A collector on a free port, and a client for it. */
final class TestCollector implements AutoCloseable {
  final HttpClient client;
  private final Collector collector;
  private final String scheme;
  private final String token;

  private TestCollector(Collector collector) {
    this(collector, HttpClient.newHttpClient(), "http", "");
  }

  private TestCollector(Collector collector, HttpClient client, String scheme, String token) {
    this.collector = collector;
    this.client = client;
    this.scheme = scheme;
    this.token = token;
  }

  static TestCollector in(Path folder, Limits limits) {
    return new TestCollector(
        Collector.start(options(folder).build(), System::currentTimeMillis, limits));
  }

  /** TLS and tokens, as off the loopback; the client has the first admin token. */
  static TestCollector secured(Path folder) {
    return secured(folder, System::currentTimeMillis);
  }

  static TestCollector secured(Path folder, Clock clock) {
    Collector collector =
        Collector.start(
            options(folder).security(new Security(true, List.of(), false)).build(), clock);
    try {
      return new TestCollector(
          collector,
          HttpClient.newBuilder().sslContext(TestTls.trusting(folder)).build(),
          "https",
          Files.readString(folder.resolve("admin-token")).trim());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same collector, asked by another. */
  TestCollector as(HttpClient otherClient, String otherToken) {
    return new TestCollector(collector, otherClient, scheme, otherToken);
  }

  TestCollector as(String otherToken) {
    return as(client, otherToken);
  }

  String token() {
    return token;
  }

  /** Makes a token by the API. */
  String createToken(String body) {
    HttpResponse<String> made =
        send(
            HttpRequest.newBuilder(uri("/v1/tokens"))
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    return Tree.text(tree(made), "token");
  }

  static TestCollector in(Path folder) {
    return start(options(folder).build());
  }

  /**
   * Keeps agents that say nothing, as {@link FakeAgent} does between what it is told, and knows a
   * Jaeger.
   */
  static TestCollector patient(Path folder) {
    return start(
        options(folder)
            .lease(Duration.ofHours(1))
            .channel(new Settings(5_000, 3_600_000, 10, 2_000))
            .traceLink(TraceLink.parse("http://jaeger.example:16686"))
            .build());
  }

  static TestCollector start(CollectorOptions options) {
    return new TestCollector(Collector.start(options, System::currentTimeMillis));
  }

  static CollectorOptions.Builder options(Path folder) {
    return CollectorOptions.in(folder).port(0);
  }

  int port() {
    return collector.port();
  }

  List<Route> routes() {
    return collector.routes();
  }

  URI uri(String path) {
    return URI.create(scheme + "://127.0.0.1:" + port() + path);
  }

  FakeAgent agent(String id, String service, String... uses) {
    return FakeAgent.ready(client, port(), id, service, uses);
  }

  HttpResponse<String> get(String path) {
    return send(HttpRequest.newBuilder(uri(path)));
  }

  HttpResponse<String> delete(String path) {
    return send(HttpRequest.newBuilder(uri(path)).DELETE());
  }

  HttpResponse<String> post(String path, String body) {
    return send(
        HttpRequest.newBuilder(uri(path))
            .header("content-type", "application/yaml")
            .POST(BodyPublishers.ofString(body)));
  }

  HttpResponse<String> put(String path, String body) {
    return send(
        HttpRequest.newBuilder(uri(path))
            .header("content-type", "application/yaml")
            .PUT(BodyPublishers.ofString(body)));
  }

  HttpResponse<String> send(HttpRequest.Builder request) {
    return send(
        token.isEmpty()
            ? request.build()
            : request.header("authorization", "Bearer " + token).build());
  }

  HttpResponse<String> send(HttpRequest request) {
    try {
      return client.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Of a 2xx answer. */
  static Object tree(HttpResponse<String> response) {
    if (response.statusCode() / 100 != 2) {
      throw new AssertionError(response.statusCode() + " " + response.body());
    }
    return json(response);
  }

  static Object json(HttpResponse<String> response) {
    try {
      return Json.parse(response.body());
    } catch (MalformedTreeException e) {
      throw new AssertionError(response.body(), e);
    }
  }

  @Override
  public void close() {
    collector.close();
  }

  static String route(String name, String subset) {
    return """
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata:
          name: %s
        spec:
          hosts: [%s]
          http:
          - route:
            - destination:
                host: %s
                subset: %s
        """
        .formatted(name, name, name, subset);
  }
}
