package dev.weft.collector.api;

import com.linecorp.armeria.common.MediaType;
import dev.weft.collector.json.Json;
import dev.weft.collector.json.Tree;
import dev.weft.collector.telemetry.JaegerQuery;
import dev.weft.collector.telemetry.JaegerQuery.Search;
import dev.weft.collector.time.Clock;
import dev.weft.policy.tree.MalformedTreeException;
import dev.weft.policy.value.GoDuration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The stored traces as Jaeger's query API gives them; what Jaeger's own page asks. */
final class JaegerApi {
  private static final int DEFAULT_LIMIT = 20;
  private static final int MAX_LIMIT = 1_500;

  private final JaegerQuery query;
  private final Clock clock;

  JaegerApi(JaegerQuery query, Clock clock) {
    this.query = query;
    this.clock = clock;
  }

  List<Operation> operations() {
    return List.of(
        Operation.get(
            "/api/services",
            "jaegerServices",
            "Services that have traces.",
            call -> data(query.services())),
        Operation.get(
            "/api/services/{service}/operations",
            "jaegerOperationNames",
            "Names of the spans of a service.",
            call ->
                data(
                    query.operations(call.path("service")).stream()
                        .map(operation -> operation.get("name"))
                        .distinct()
                        .toList())),
        Operation.get(
                "/api/operations",
                "jaegerOperations",
                "Names and kinds of the spans of a service.",
                call -> data(query.operations(required(call, "service"))))
            .query("service", "the service, required"),
        Operation.get("/api/traces", "jaegerFindTraces", "Finds traces, newest first.", this::find)
            .query("service", "a span of this service, required")
            .query("operation", "of this name")
            .query("tags", "with these tags, a JSON object of texts")
            .query("start", "the trace began at this time or later, epoch microseconds")
            .query("end", "the trace began at this time or before, epoch microseconds")
            .query("minDuration", "as Go writes durations, 100ms")
            .query("maxDuration", "as Go writes durations, 1.2s")
            .query("limit", "1 to " + MAX_LIMIT + ", default " + DEFAULT_LIMIT)
            .answers(Map.of(200, "traces", 400, "a parameter cannot be read")),
        Operation.get("/api/traces/{traceId}", "jaegerTrace", "One trace.", this::trace)
            .answers(Map.of(200, "the trace", 404, "it is not here (any more)")),
        Operation.get(
                "/api/dependencies",
                "jaegerDependencies",
                "Who called whom how often.",
                this::dependencies)
            .query("endTs", "until, epoch milliseconds; default: now")
            .query("lookback", "milliseconds before that; default: a day"));
  }

  private Answer find(Call call) {
    long limit = Math.max(1, Math.min(MAX_LIMIT, number(call, "limit", DEFAULT_LIMIT)));
    return data(
        query.find(
            new Search(
                required(call, "service"),
                call.query("operation"),
                tags(call.query("tags")),
                number(call, "start", 0),
                number(call, "end", Long.MAX_VALUE),
                micros(call, "minDuration", 0),
                micros(call, "maxDuration", Long.MAX_VALUE),
                (int) limit)));
  }

  private Answer trace(Call call) {
    Map<String, Object> trace = query.trace(call.path("traceId"));
    return trace == null ? trouble(404, "trace not found") : data(List.of(trace));
  }

  private Answer dependencies(Call call) {
    long end = number(call, "endTs", clock.millis());
    long lookback = number(call, "lookback", 24L * 60 * 60 * 1000);
    return data(query.dependencies((end - lookback) * 1_000, end * 1_000));
  }

  private static Map<String, String> tags(String json) {
    Map<String, String> tags = new LinkedHashMap<>();
    if (!json.isEmpty()) {
      try {
        Tree.object(Json.parse(json)).forEach((key, value) -> tags.put(key, String.valueOf(value)));
      } catch (MalformedTreeException e) {
        throw new ApiException(400, "query parameter tags: " + e.getMessage());
      }
    }
    return tags;
  }

  private static String required(Call call, String name) {
    String value = call.query(name);
    if (value.isEmpty()) {
      throw new ApiException(400, "query parameter " + name + " is required");
    }
    return value;
  }

  private static long number(Call call, String name, long otherwise) {
    String value = call.query(name);
    try {
      return value.isEmpty() ? otherwise : Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw new ApiException(400, "query parameter " + name + ": expected a whole number");
    }
  }

  private static long micros(Call call, String name, long otherwise) {
    String value = call.query(name);
    try {
      return value.isEmpty() ? otherwise : GoDuration.parse(value).toNanos() / 1_000;
    } catch (IllegalArgumentException e) {
      throw new ApiException(400, "query parameter " + name + ": expected a duration as 100ms");
    }
  }

  private static Answer data(List<?> data) {
    Map<String, Object> tree = Tree.of("data", data, "total", data.size(), "limit", 0, "offset", 0);
    tree.put("errors", null);
    return Answer.ok(tree);
  }

  private static Answer trouble(int code, String message) {
    Map<String, Object> tree = Tree.of("total", 0, "limit", 0, "offset", 0);
    tree.put("data", null);
    tree.put("errors", List.of(Tree.of("code", code, "msg", message)));
    return new Answer(code, MediaType.JSON_UTF_8, Json.write(tree) + "\n");
  }
}
