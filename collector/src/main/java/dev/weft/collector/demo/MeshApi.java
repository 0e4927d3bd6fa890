package dev.weft.collector.demo;

import dev.weft.collector.json.Json;
import dev.weft.collector.json.Tree;
import dev.weft.policy.tree.MalformedTreeException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The collector's API, as the demo uses it: what any operator's script could do. */
final class MeshApi {
  private final HttpClient http = HttpClient.newHttpClient();
  private final String base;

  MeshApi(int port) {
    this.base = "http://127.0.0.1:" + port;
  }

  String base() {
    return base;
  }

  boolean ready() throws InterruptedException {
    try {
      return get("/readyz").statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Applies documents.
   *
   * @return the revision of this write
   * @throws IOException if they are refused; the message is the collector's
   */
  long apply(String yaml) throws IOException, InterruptedException {
    HttpResponse<String> response =
        http.send(
            request("/v1/policies")
                .header("Content-Type", "application/yaml")
                .POST(HttpRequest.BodyPublishers.ofString(yaml))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() / 100 != 2) {
      throw new IOException("the collector refused the documents: " + response.body());
    }
    return Tree.number(parse("/v1/policies", response.body()), "revision");
  }

  /** Of the documents that were last written with {@code revision}, who has them and since when. */
  List<Object> status(long revision) throws IOException, InterruptedException {
    return Tree.list(tree("/v1/status"), "documents").stream()
        .filter(document -> Tree.number(document, "revision") == revision)
        .toList();
  }

  List<Object> instances() throws IOException, InterruptedException {
    return Tree.list(tree("/v1/instances"), "instances");
  }

  /** Traces of one service, newest first, in the form of Jaeger's query API. */
  List<Object> traces(String service, int limit) throws IOException, InterruptedException {
    return Tree.list(tree("/api/traces?service=" + service + "&limit=" + limit), "data");
  }

  /** The Prometheus page, as lines. */
  List<String> metrics() throws IOException, InterruptedException {
    return get("/metrics").body().lines().toList();
  }

  private @Nullable Object tree(String path) throws IOException, InterruptedException {
    HttpResponse<String> response = get(path);
    if (response.statusCode() != 200) {
      throw new IOException(path + " answered " + response.statusCode() + " " + response.body());
    }
    return parse(path, response.body());
  }

  private static @Nullable Object parse(String path, String body) throws IOException {
    try {
      return Json.parse(body);
    } catch (MalformedTreeException e) {
      throw new IOException(path + " answered no JSON: " + e.getMessage(), e);
    }
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return http.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofSeconds(10));
  }
}
