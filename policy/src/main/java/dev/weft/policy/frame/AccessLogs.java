package dev.weft.policy.frame;

import static dev.weft.policy.frame.Trees.list;
import static dev.weft.policy.frame.Trees.object;

import dev.weft.policy.frame.AgentMessage.AccessLog;
import dev.weft.policy.frame.AgentMessage.AccessLog.Line;
import java.util.Map;

/** {@link AccessLog} to and from trees. Stateless. */
final class AccessLogs {
  private AccessLogs() {}

  static Map<String, Object> tree(AccessLog message) {
    return object(
        "type", "access-log",
        "before", message.before(),
        "dropped", message.dropped(),
        "lines", list(message.lines(), AccessLogs::line));
  }

  static AccessLog message(Fields fields) throws MalformedMessageException {
    return new AccessLog(
        fields.integer("before"),
        fields.integer("dropped"),
        fields.objects("lines", AccessLogs::line));
  }

  private static Map<String, Object> line(Line line) {
    return object(
        "start", line.startMicros(),
        "duration", line.durationMicros(),
        "served", line.served(),
        "method", line.method(),
        "authority", line.authority(),
        "path", line.path(),
        "protocol", line.protocol(),
        "status", line.status(),
        "grpcStatus", line.grpcStatus(),
        "flags", line.flags(),
        "attempts", line.attempts(),
        "route", line.route(),
        "cluster", line.cluster(),
        "upstream", line.upstream(),
        "peer", line.peer(),
        "peerId", line.peerId(),
        "secure", line.secure(),
        "userAgent", line.userAgent(),
        "requestId", line.requestId(),
        "forwardedFor", line.forwardedFor(),
        "traceId", line.traceId(),
        "failure", line.failure());
  }

  private static Line line(Fields fields) throws MalformedMessageException {
    return new Line(
        fields.integer("start"),
        fields.integer("duration"),
        fields.truth("served"),
        fields.text("method"),
        fields.text("authority"),
        fields.text("path"),
        fields.text("protocol"),
        fields.number("status", 0, 999),
        fields.number("grpcStatus", -1, 127),
        fields.text("flags"),
        fields.number("attempts", 0, Integer.MAX_VALUE),
        fields.text("route"),
        fields.text("cluster"),
        fields.text("upstream"),
        fields.text("peer"),
        fields.text("peerId"),
        fields.truth("secure"),
        fields.text("userAgent"),
        fields.text("requestId"),
        fields.text("forwardedFor"),
        fields.text("traceId"),
        fields.text("failure"));
  }
}
