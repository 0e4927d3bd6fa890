package dev.weft.smoke.jaeger;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.smoke.harness.Await;
import dev.weft.smoke.harness.Collector;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The same spans go to the real Jaeger and to the collector ({@code jaeger/spans.json}: attributes
 * of all types, events, links, kinds, states, scopes, resources, duplicates, missing parents, wrong
 * names and times). All queries of {@code jaeger/queries.txt}, wrong ones among them, must be
 * answered alike, but for the order in lists and what a process is called within a trace.
 */
class SameAnswersIT {
  private static final String OTLP = "http://127.0.0.1:4318";
  private static final String QUERY = "http://127.0.0.1:16686";

  private final HttpClient http = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();

  @Test
  void theCollectorAnswersAsJaeger() throws Exception {
    Path binary = JaegerBinary.orSkip();
    Path log = Files.createTempFile("weft-jaeger-", ".log");
    Process jaeger =
        new ProcessBuilder(binary.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try (Collector collector = new Collector()) {
      Await.until("Jaeger up", Duration.ofSeconds(60), new JaegerApi(QUERY)::isUp);
      int spans = 0;
      for (JsonNode request : json.readTree(resource("spans.json"))) {
        spans += request.findValues("spanId").size();
        post(OTLP, request);
        post(collector.url(), request);
        // Jaeger stores what comes together in any order, and so the latest would be any.
        String trace = "/api/traces/" + request.findValue("traceId").asText() + "?raw=true";
        Await.until(
            "Jaeger's store has it too",
            Duration.ofSeconds(30),
            () -> answer(QUERY, trace).equals(answer(collector.url(), trace)));
      }
      assertThat(spans).isGreaterThan(30);
      List<String> different = new ArrayList<>();
      List<String> queries =
          new String(resource("queries.txt"), StandardCharsets.UTF_8).lines().toList();
      for (String query : queries) {
        JsonNode theirs = answer(QUERY, query);
        JsonNode ours = answer(collector.url(), query);
        if (!theirs.equals(ours)) {
          different.add(query + "\n  Jaeger    " + theirs + "\n  collector " + ours);
        }
      }
      assertThat(queries).hasSizeGreaterThan(90);
      assertThat(different).isEmpty();
    } finally {
      jaeger.destroyForcibly().waitFor();
    }
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = SameAnswersIT.class.getResourceAsStream("/jaeger/" + name)) {
      return in.readAllBytes();
    }
  }

  private void post(String base, JsonNode request) throws IOException, InterruptedException {
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(URI.create(base + "/v1/traces"))
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofByteArray(json.writeValueAsBytes(request)))
                .build(),
            BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
  }

  /** Status and body, made comparable. */
  private JsonNode answer(String base, String path) {
    try {
      HttpResponse<String> response =
          http.send(
              HttpRequest.newBuilder(URI.create(base + path)).build(), BodyHandlers.ofString());
      ObjectNode answer = json.createObjectNode();
      answer.put("status", response.statusCode());
      answer.set("body", comparable(json.readTree(response.body())));
      return answer;
    } catch (IOException e) {
      throw new AssertionError(path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private JsonNode comparable(JsonNode node) {
    if (node.isNumber()) {
      return json.getNodeFactory().numberNode(node.decimalValue().stripTrailingZeros());
    }
    if (node.isArray()) {
      List<JsonNode> elements = new ArrayList<>();
      node.forEach(element -> elements.add(comparable(element)));
      elements.sort(Comparator.comparing(JsonNode::toString));
      ArrayNode sorted = json.createArrayNode();
      return sorted.addAll(elements);
    }
    if (!node.isObject()) {
      return node;
    }
    ObjectNode copy = json.createObjectNode();
    if (node.has("spans") && node.has("processes")) {
      copy.set("spans", comparable(spans(node)));
      copy.set("traceID", node.path("traceID"));
      return copy;
    }
    node.properties().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(entry -> copy.set(entry.getKey(), comparable(entry.getValue())));
    return copy;
  }

  /**
   * With their processes instead of the processes' names. Of spans with one id Jaeger warns at
   * whichever it happens to meet first.
   */
  private ArrayNode spans(JsonNode trace) {
    Map<String, ArrayNode> warnings = new HashMap<>();
    for (JsonNode span : trace.path("spans")) {
      ArrayNode all =
          warnings.computeIfAbsent(span.path("spanID").asText(), id -> json.createArrayNode());
      span.path("warnings").forEach(all::add);
    }
    ArrayNode spans = json.createArrayNode();
    for (JsonNode span : trace.path("spans")) {
      ObjectNode copy = span.deepCopy();
      copy.remove("processID");
      copy.set("process", trace.path("processes").path(span.path("processID").asText()));
      copy.set("warnings", warnings.get(span.path("spanID").asText()));
      spans.add(copy);
    }
    return spans;
  }
}
