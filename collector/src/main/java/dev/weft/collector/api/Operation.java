package dev.weft.collector.api;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.server.HttpService;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One thing that the API does: the route, its description and its code in one place, so that the
 * OpenAPI document cannot forget any. Built once, at start, then only read.
 */
final class Operation {
  /** Runs on a thread that may wait. */
  @FunctionalInterface
  interface Handler {
    Answer handle(Call call);
  }

  final String path;
  final String id;
  final String summary;
  final @Nullable Handler handler;
  final @Nullable HttpService service;
  private HttpMethod method = HttpMethod.GET;
  private final Map<String, String> query = new LinkedHashMap<>();
  private final Map<String, String> headers = new LinkedHashMap<>();
  private boolean recordsItself;
  private List<String> body = List.of();
  private final Map<Integer, String> answers = new TreeMap<>();
  private String type = "application/json";
  private long maxBody = 1024;
  private boolean endless;

  private Operation(
      String path,
      String id,
      String summary,
      @Nullable Handler handler,
      @Nullable HttpService service) {
    this.path = path;
    this.id = id;
    this.summary = summary;
    this.handler = handler;
    this.service = service;
    answers.put(200, "as described");
  }

  /**
   * @param path with parameters in braces
   * @param id unique, for generated clients
   */
  static Operation get(String path, String id, String summary, Handler handler) {
    return new Operation(path, id, summary, handler, null);
  }

  /** Not one body for one answer: served by code of its own. */
  static Operation served(String path, String id, String summary, HttpService service) {
    return new Operation(path, id, summary, null, service);
  }

  Operation with(HttpMethod other) {
    method = other;
    return this;
  }

  /** A parameter after the question mark. */
  Operation query(String name, String meaning) {
    query.put(name, meaning);
    return this;
  }

  /** A header of the request. */
  Operation header(String name, String meaning) {
    headers.put(name, meaning);
    return this;
  }

  /** The store writes the entry of the audit log, in the same transaction. */
  Operation recordsItself() {
    recordsItself = true;
    return this;
  }

  /**
   * It has a body.
   *
   * @param bytes at most
   */
  Operation takes(int bytes, String... types) {
    maxBody = bytes;
    body = List.of(types);
    return this;
  }

  /** Statuses with what they mean. */
  Operation answers(Map<Integer, String> statuses) {
    answers.clear();
    answers.putAll(statuses);
    return this;
  }

  /** Media type of the answer, if it is not JSON. */
  Operation gives(String mediaType) {
    type = mediaType;
    return this;
  }

  /** The answer ends when the client goes. */
  Operation endless() {
    endless = true;
    return this;
  }

  HttpMethod method() {
    return method;
  }

  Map<String, String> queryParameters() {
    return query;
  }

  Map<String, String> headers() {
    return headers;
  }

  /** Whether a call that succeeds is to be written into the audit log by whoever serves it. */
  boolean toBeRecorded() {
    return method != HttpMethod.GET && !recordsItself;
  }

  List<String> bodyTypes() {
    return body;
  }

  Map<Integer, String> statuses() {
    return answers;
  }

  String type() {
    return type;
  }

  long maxBody() {
    return maxBody;
  }

  boolean isEndless() {
    return endless;
  }
}
