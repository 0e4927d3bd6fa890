package dev.weft.smoke.app;

import dev.weft.smoke.app.ClientDriver.Answer;
import dev.weft.smoke.app.ServerDriver.Behaviour;
import dev.weft.smoke.app.ServerDriver.Request;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** What every server of the suites does, whatever its library. */
final class Bookkeeping implements Behaviour {
  private final String name;
  private final @Nullable ClientDriver client;
  private final ConcurrentMap<String, AtomicInteger> seen = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, String> ended = new ConcurrentHashMap<>();

  Bookkeeping(String name, @Nullable ClientDriver client) {
    this.name = name;
    this.client = client;
  }

  /** How many requests carried this key. */
  int seen(String key) {
    AtomicInteger count = seen.get(key);
    return count == null ? 0 : count.get();
  }

  /** How a stream with this key ended; empty: it goes on. */
  String ended(String key) {
    return ended.getOrDefault(key, "");
  }

  @Override
  public void handle(Request request) throws Exception {
    String uri = request.uri();
    int mark = uri.indexOf('?');
    String path = mark < 0 ? uri : uri.substring(0, mark);
    Line query = Line.parse(mark < 0 ? "" : uri.substring(mark + 1));
    int nth = seen.computeIfAbsent(query.get("key"), key -> new AtomicInteger()).incrementAndGet();
    byte[] body = request.body();
    pause(nth(query.get("ms", "0").split("-"), nth));
    switch (path) {
      case "/later" -> request.later(() -> who(request, body, nth));
      case "/codes" -> codes(request, query.get("codes").split("-"), body, nth);
      case "/stream" -> stream(request, query);
      case "/redirect" -> request.answer(302, Map.of("location", query.get("to")), new byte[0]);
      case "/guarded" -> guarded(request, body, nth);
      case "/call" -> call(request, query.get("url"));
      default -> who(request, body, nth);
    }
  }

  private void who(Request request, byte[] body, int nth) throws Exception {
    answer(request, 200, body, nth);
  }

  /** The nth code for the nth request of its key, then the last; 0 drops the connection. */
  private void codes(Request request, String[] codes, byte[] body, int nth) throws Exception {
    int code = nth(codes, nth);
    if (code == 0) {
      request.drop();
    } else {
      answer(request, code, body, nth);
    }
  }

  private static int nth(String[] numbers, int nth) {
    return Integer.parseInt(numbers[Math.min(nth, numbers.length) - 1]);
  }

  private void guarded(Request request, byte[] body, int nth) throws Exception {
    if (request.headers().containsKey("authorization")) {
      answer(request, 200, body, nth);
    } else {
      request.answer(401, Map.of("www-authenticate", "Basic realm=\"weft\""), new byte[0]);
    }
  }

  private void answer(Request request, int status, byte[] body, int nth) throws Exception {
    Line line =
        Line.of(
            "name", name,
            "nth", nth,
            "method", request.method(),
            "uri", request.uri(),
            "scheme", request.scheme(),
            "secure", request.secure(),
            "protocol", request.protocol(),
            "port", request.localPort(),
            "remote", request.remotePort(),
            "length", body.length,
            "body", new String(body, 0, Math.min(100, body.length), StandardCharsets.UTF_8));
    for (Map.Entry<String, String> header : request.headers().entrySet()) {
      line = line.with("header." + header.getKey(), header.getValue());
    }
    request.answer(
        status, Map.of("x-name", name), line.toString().getBytes(StandardCharsets.UTF_8));
  }

  private void stream(Request request, Line query) throws Exception {
    String key = query.get("key");
    String text = "x".repeat(query.number("size", 10));
    try {
      int chunks = query.number("chunks", 5);
      request.begin(query.is("fixed") ? chunks * text.length() : 0);
      for (int i = 0; i < chunks; i++) {
        request.more(text);
        pause(query.number("every", 0));
      }
      request.end();
      ended.put(key, "whole");
    } catch (Exception broken) {
      ended.put(key, "broken");
      throw broken;
    }
  }

  private void call(Request request, String url) throws Exception {
    Map<String, String> headers = new LinkedHashMap<>();
    Answer answer = client.call(AppMain.get(url));
    headers.put("x-status", Integer.toString(answer.status()));
    Line both =
        Line.of(
            "here", Line.of("traceparent", request.headers().getOrDefault("traceparent", "")),
            "there", answer.body());
    request.answer(200, headers, both.toString().getBytes(StandardCharsets.UTF_8));
  }

  static void pause(int millis) {
    long until = System.nanoTime() + millis * 1_000_000L;
    for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
