package dev.weft.collector.api;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.weft.collector.accesslog.AccessLogs;
import dev.weft.collector.accesslog.AccessLogs.Service;
import dev.weft.collector.json.Json;
import dev.weft.collector.json.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The access log of a service as JSON lines, once or for as long as the client stays. A client that
 * reads slower than lines come misses some, and is told how many.
 */
final class LogsApi implements HttpService {
  static final String TYPE = "application/x-ndjson";
  static final int MAX_FOLLOWERS = 64;
  private static final int DEFAULT_LIMIT = 100;

  /** An empty line, below the idle timeouts of what commonly stands between; shows who is gone. */
  private static final long KEEP_ALIVE_MILLIS = 15_000;

  /** Writes under way; a write may carry many lines. */
  private static final int MAX_WRITES = 4;

  /** Of what waits for the write before it: about 1,000 lines. */
  private static final int MAX_CHARS = 1024 * 1024;

  private final AccessLogs logs;

  LogsApi(AccessLogs logs) {
    this.logs = logs;
  }

  List<Operation> operations() {
    return List.of(
        Operation.served(
                "/v1/logs/{namespace}/{service}",
                "accessLog",
                "The latest lines of a service's access log, oldest first.",
                this)
            .query("limit", "1 to " + AccessLogs.MAX_LINES_OF_A_SERVICE + ", default 100")
            .query("follow", "true: goes on with what comes")
            .gives(TYPE)
            .answers(
                Map.of(
                    200,
                    "JSON lines; lost_lines says how many are missing, an empty line that all is well",
                    400,
                    "a parameter cannot be read",
                    503,
                    "too many follow"))
            .endless());
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    String limit = context.queryParam("limit");
    String follow = context.queryParam("follow");
    if (limit != null && !limit.matches("[1-9]\\d{0,2}|1000")) {
      return new Trouble(400, "query parameter limit: expected 1 to 1000").answer().response();
    }
    if (follow != null && !follow.equals("true") && !follow.equals("false")) {
      return new Trouble(400, "query parameter follow: expected true or false").answer().response();
    }
    Service service = new Service(path(context, "namespace"), path(context, "service"));
    int most = limit == null ? DEFAULT_LIMIT : Integer.parseInt(limit);
    HttpResponseWriter out = HttpResponse.streaming();
    logs.loop().execute(() -> begin(out, service, most, "true".equals(follow)));
    return out;
  }

  private static String path(ServiceRequestContext context, String name) {
    String value = context.pathParam(name);
    return value == null ? "" : value;
  }

  private void begin(HttpResponseWriter out, Service service, int limit, boolean follow) {
    if (follow && logs.followers() >= MAX_FOLLOWERS) {
      Answer answer = new Trouble(503, "At most " + MAX_FOLLOWERS + " follow at a time.").answer();
      out.write(ResponseHeaders.of(HttpStatus.SERVICE_UNAVAILABLE, "content-type", Trouble.TYPE));
      out.write(HttpData.ofUtf8(answer.body()));
      out.close();
      return;
    }
    out.write(
        ResponseHeaders.builder(HttpStatus.OK)
            .set("content-type", TYPE)
            .set("cache-control", "no-store")
            .build());
    String latest = String.join("", logs.latest(service, limit));
    if (!latest.isEmpty()) {
      out.tryWrite(HttpData.ofUtf8(latest));
    }
    if (!follow) {
      out.close();
      return;
    }
    Follower follower = new Follower(out);
    Runnable end = logs.follow(service, follower::take);
    out.whenComplete().whenComplete((done, failure) -> logs.loop().execute(end));
    keepAlive(follower);
  }

  private void keepAlive(Follower follower) {
    logs.loop()
        .after(
            KEEP_ALIVE_MILLIS,
            () -> {
              if (follower.out.isOpen()) {
                follower.take("\n");
                keepAlive(follower);
              }
            });
  }

  /** One client that stays. On the loop of the logs. */
  private final class Follower {
    private final HttpResponseWriter out;
    private final List<String> waiting = new ArrayList<>();
    private int chars;
    private int writes;
    private long missed;

    Follower(HttpResponseWriter out) {
      this.out = out;
    }

    void take(String line) {
      if (chars + line.length() > MAX_CHARS) {
        missed++;
        return;
      }
      waiting.add(line);
      chars += line.length();
      write();
    }

    private void write() {
      if (writes >= MAX_WRITES || waiting.isEmpty()) {
        return;
      }
      if (missed > 0) {
        waiting.add(Json.write(Tree.of("lost_lines", missed)) + "\n");
        missed = 0;
      }
      HttpData data = HttpData.ofUtf8(String.join("", waiting));
      waiting.clear();
      chars = 0;
      if (out.tryWrite(data)) {
        writes++;
        out.whenConsumed()
            .thenRun(
                () ->
                    logs.loop()
                        .execute(
                            () -> {
                              writes--;
                              write();
                            }));
      }
    }
  }
}
