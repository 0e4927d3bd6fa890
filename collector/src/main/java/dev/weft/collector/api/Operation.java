package dev.weft.collector.api;

import com.linecorp.armeria.common.HttpMethod;
import java.util.List;
import java.util.Map;

/**
 * One thing that the API does: the route, its description and its code in one place, so that the
 * OpenAPI document cannot forget any.
 *
 * @param path with parameters in braces
 * @param id unique, for generated clients
 * @param query parameters after the question mark, with what they mean
 * @param body media types it takes; empty: no body
 * @param answers statuses with what they mean
 * @param type media type of the answer
 */
record Operation(
    HttpMethod method,
    String path,
    String id,
    String summary,
    Map<String, String> query,
    List<String> body,
    Map<Integer, String> answers,
    String type,
    Handler handler) {

  /** Runs on a thread that may wait. */
  @FunctionalInterface
  interface Handler {
    Answer handle(Call call);
  }

  static Operation get(String path, String id, String summary, Handler handler) {
    return new Operation(
        HttpMethod.GET,
        path,
        id,
        summary,
        Map.of(),
        List.of(),
        Map.of(200, "as described"),
        "application/json",
        handler);
  }

  Operation with(HttpMethod other) {
    return new Operation(other, path, id, summary, query, body, answers, type, handler);
  }

  Operation query(String name, String meaning) {
    return new Operation(
        method, path, id, summary, Map.of(name, meaning), body, answers, type, handler);
  }

  Operation takes(String... types) {
    return new Operation(method, path, id, summary, query, List.of(types), answers, type, handler);
  }

  Operation answers(Map<Integer, String> statuses) {
    return new Operation(method, path, id, summary, query, body, statuses, type, handler);
  }

  Operation gives(String mediaType) {
    return new Operation(method, path, id, summary, query, body, answers, mediaType, handler);
  }
}
