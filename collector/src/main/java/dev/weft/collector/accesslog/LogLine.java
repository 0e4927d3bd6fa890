package dev.weft.collector.accesslog;

import dev.weft.collector.json.Json;
import dev.weft.policy.frame.AgentMessage.AccessLog.Line;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One line with the instance that wrote it, or how many are missing.
 *
 * @param instance the agent's id
 * @param line null: {@code lost} lines are missing here
 */
record LogLine(String instance, @Nullable Line line, long lost) {
  /** As Envoy's {@code START_TIME}: always milliseconds. */
  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

  /** With the names of Envoy's default format; what is not there is null, as Envoy writes it. */
  String json(AccessLogs.Service service) {
    Map<String, Object> tree = new LinkedHashMap<>();
    if (line == null) {
      tree.put("lost_lines", lost);
    } else {
      fill(tree, line);
    }
    tree.put("service", service.name());
    tree.put("namespace", service.namespace());
    tree.put("instance", instance);
    return Json.write(tree) + "\n";
  }

  private static void fill(Map<String, Object> tree, Line line) {
    tree.put("start_time", TIME.format(Instant.ofEpochMilli(line.startMicros() / 1_000)));
    tree.put("reporter", line.served() ? "destination" : "source");
    tree.put("method", text(line.method()));
    tree.put("path", text(line.path()));
    tree.put("protocol", text(line.protocol()));
    tree.put("response_code", line.status());
    tree.put("grpc_status", line.grpcStatus() < 0 ? null : line.grpcStatus());
    tree.put("response_flags", line.flags().isEmpty() ? "-" : line.flags());
    tree.put("response_code_details", line.served() ? text(line.failure()) : null);
    tree.put("duration", line.durationMicros() / 1_000);
    tree.put("duration_us", line.durationMicros());
    tree.put("x_forwarded_for", text(line.forwardedFor()));
    tree.put("user_agent", text(line.userAgent()));
    tree.put("request_id", text(line.requestId()));
    tree.put("authority", text(line.authority()));
    tree.put("upstream_host", text(line.upstream()));
    tree.put("upstream_cluster", text(line.cluster()));
    tree.put("upstream_request_attempt_count", line.attempts());
    tree.put("upstream_transport_failure_reason", line.served() ? null : text(line.failure()));
    tree.put("downstream_remote_address", text(line.peer()));
    tree.put("downstream_peer_uri_san", text(line.peerId()));
    tree.put("connection_security_policy", line.secure() ? "mutual_tls" : "none");
    tree.put("route_name", text(line.route()));
    tree.put("trace_id", text(line.traceId()));
  }

  private static @Nullable String text(String text) {
    return text.isEmpty() ? null : text;
  }
}
