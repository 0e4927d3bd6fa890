package dev.weft.collector.api;

import com.linecorp.armeria.common.MediaType;
import dev.weft.collector.api.GoParameters.WrongException;
import dev.weft.collector.jaeger.JaegerQuery;
import dev.weft.collector.jaeger.Search;
import dev.weft.collector.json.Json;
import dev.weft.collector.json.Tree;
import dev.weft.collector.time.Clock;
import dev.weft.collector.traces.TraceId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The stored traces as Jaeger's query API gives them; what Jaeger's own page asks. */
final class JaegerApi {
  private static final int DEFAULT_LIMIT = 100;

  /** Jaeger's, of its store in memory. */
  private static final int MAX_LIMIT = 100_000;

  private static final int MAX_IDS = 1_000;
  private static final long DAY_MILLIS = 24L * 60 * 60 * 1_000;

  private final JaegerQuery query;
  private final Clock clock;

  JaegerApi(JaegerQuery query, Clock clock) {
    this.query = query;
    this.clock = clock;
  }

  /** One that may find a parameter wrong. */
  @FunctionalInterface
  private interface Reading {
    Answer answer(Call call) throws WrongException;
  }

  private static Operation.Handler reading(Reading reading) {
    return call -> {
      try {
        return reading.answer(call);
      } catch (WrongException e) {
        return trouble(call, 400, e.getMessage());
      }
    };
  }

  List<Operation> operations() {
    return List.of(
        Operation.get(
            "/api/services",
            "jaegerServices",
            "Services that have traces.",
            call -> listed(call, query.services())),
        Operation.get(
            "/api/services/{service}/operations",
            "jaegerOperationNames",
            "Names of the spans of a service.",
            call ->
                listed(
                    call,
                    query.operations(call.path("service"), "").stream()
                        .map(operation -> operation.get("name"))
                        .distinct()
                        .toList())),
        Operation.get(
                "/api/operations",
                "jaegerOperations",
                "Names and kinds of the spans of a service.",
                call ->
                    call.query("service").isEmpty()
                        ? trouble(call, 400, "parameter 'service' is required")
                        : counted(
                            call, query.operations(call.query("service"), call.query("spanKind"))))
            .query("service", "the service, required")
            .query("spanKind", "client, server, producer, consumer or internal")
            .answers(Map.of(200, "the operations", 400, "the service is missing")),
        Operation.get(
                "/api/traces",
                "jaegerFindTraces",
                "Finds traces, those that came last first.",
                reading(this::find))
            .query("service", "a span of this service; required without traceID")
            .query("operation", "of this name")
            .query("tags", "with these tags, a JSON object of texts; also several times")
            .query("tag", "key:value, also several times")
            .query("start", "that began then or later, epoch microseconds; default: 2 days ago")
            .query("end", "or before, epoch microseconds; default: now")
            .query("minDuration", "as Go writes durations, 100ms")
            .query("maxDuration", "as Go writes durations, 1.2s")
            .query("limit", "1 to " + MAX_LIMIT + ", default " + DEFAULT_LIMIT)
            .query("lookback", "for Jaeger's page alone, which computes start of it")
            .query("traceID", "these traces instead, several times")
            .query("raw", "true: as they came, without Jaeger's adjustments")
            .answers(
                Map.of(
                    200,
                    "traces; errors says which are missing",
                    400,
                    "a parameter cannot be read",
                    500,
                    "limit is out of range, as Jaeger has it")),
        Operation.get("/api/traces/{traceId}", "jaegerTrace", "One trace.", reading(this::trace))
            .query("raw", "true: as it came, without Jaeger's adjustments")
            .answers(
                Map.of(200, "the trace", 400, "no trace id", 404, "it is not here (any more)")),
        Operation.get(
                "/api/dependencies",
                "jaegerDependencies",
                "Who called whom how often.",
                reading(this::dependencies))
            .query("endTs", "until, epoch milliseconds; default: now")
            .query("lookback", "milliseconds before that; default: a day")
            .query("service", "only its calls, and those to it")
            .answers(Map.of(200, "the calls", 400, "a parameter cannot be read")));
  }

  private Answer find(Call call) throws WrongException {
    long now = clock.millis() * 1_000;
    long start = GoParameters.named("start", call.query("start"), now - 2 * DAY_MILLIS * 1_000);
    long end = GoParameters.named("end", call.query("end"), now);
    Map<String, String> tags = GoParameters.tags(all(call, "tag"), all(call, "tags"));
    long limit = GoParameters.integer(call.query("limit"), 32, DEFAULT_LIMIT);
    long min = GoParameters.duration("minDuration", call.query("minDuration"));
    long max = GoParameters.duration("maxDuration", call.query("maxDuration"));
    List<TraceId> ids = new ArrayList<>();
    for (String id : all(call, "traceID")) {
      try {
        ids.add(GoParameters.traceId(id));
      } catch (WrongException e) {
        throw new WrongException("cannot parse traceID param: " + e.getMessage());
      }
    }
    boolean raw = GoParameters.truth("raw", call.query("raw"));
    if (ids.isEmpty() && call.query("service").isEmpty()) {
      throw new WrongException("parameter 'service' is required");
    }
    if (min != 0 && max != 0 && max < min) {
      throw new WrongException("'maxDuration' should be greater than 'minDuration'");
    }
    if (!ids.isEmpty()) {
      return byIds(call, ids, raw);
    }
    if (limit <= 0 || limit > MAX_LIMIT) {
      return trouble(call, 500, "search depth must be greater than 0 and less than max traces");
    }
    JaegerQuery.Found found =
        query.find(
            new Search(
                call.query("service"),
                call.query("operation"),
                tags,
                start,
                end,
                min,
                max,
                (int) limit,
                raw));
    return data(
        call,
        found.traces(),
        0,
        found.leftOut() == 0
            ? null
            : List.of(
                Tree.of(
                    "msg",
                    found.leftOut()
                        + " more traces were found, for which one answer has no room:"
                        + " ask for a shorter time or a smaller limit")));
  }

  private Answer byIds(Call call, List<TraceId> ids, boolean raw) throws WrongException {
    if (ids.size() > MAX_IDS) {
      throw new WrongException("at most " + MAX_IDS + " traceID parameters");
    }
    List<Map<String, Object>> traces = new ArrayList<>();
    List<Object> missing = new ArrayList<>();
    for (TraceId id : ids) {
      Map<String, Object> trace = query.trace(id, raw);
      if (trace == null) {
        missing.add(Tree.of("msg", "trace not found", "traceID", id.shown()));
      } else {
        traces.add(trace);
      }
    }
    return data(call, traces, 0, missing.isEmpty() ? null : missing);
  }

  private Answer trace(Call call) throws WrongException {
    TraceId id = GoParameters.traceId(call.path("traceId"));
    GoParameters.named("start", call.query("start"), 0);
    GoParameters.named("end", call.query("end"), 0);
    boolean raw = GoParameters.truth("raw", call.query("raw"));
    Map<String, Object> trace = query.trace(id, raw);
    return trace == null
        ? trouble(call, 404, "trace not found")
        : data(call, List.of(trace), 0, null);
  }

  private Answer dependencies(Call call) throws WrongException {
    long end = GoParameters.named("endTs", call.query("endTs"), clock.millis());
    long lookback = GoParameters.named("lookback", call.query("lookback"), DAY_MILLIS);
    return data(
        call,
        query.dependencies((end - lookback) * 1_000, end * 1_000, call.query("service")),
        0,
        null);
  }

  private static List<String> all(Call call, String name) {
    return call.context().queryParams().getAll(name);
  }

  /** Jaeger gives no list at all where there is nothing. */
  private static Answer listed(Call call, List<?> data) {
    return data(call, data.isEmpty() ? null : data, data.size(), null);
  }

  private static Answer counted(Call call, List<?> data) {
    return data(call, data, data.size(), null);
  }

  private static Answer data(
      Call call, @Nullable List<?> data, int total, @Nullable List<Object> errors) {
    return answer(call, 200, data, total, errors);
  }

  private static Answer trouble(Call call, int code, @Nullable String message) {
    return answer(call, code, null, 0, List.of(Tree.of("code", code, "msg", message)));
  }

  private static Answer answer(
      Call call, int status, @Nullable List<?> data, int total, @Nullable List<Object> errors) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("data", data);
    tree.put("total", total);
    tree.put("limit", 0);
    tree.put("offset", 0);
    tree.put("errors", errors);
    String pretty = call.query("prettyPrint");
    String text = pretty.isEmpty() || pretty.equals("false") ? Json.write(tree) : Json.pretty(tree);
    return new Answer(status, MediaType.JSON_UTF_8, text + "\n");
  }
}
