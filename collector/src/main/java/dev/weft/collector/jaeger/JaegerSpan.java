package dev.weft.collector.jaeger;

import dev.weft.collector.json.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A span in Jaeger's model, made for one answer and changed by the {@link Adjusters}. */
final class JaegerSpan {
  final String traceId;
  final String operation;
  final Process process;
  final long startNanos;
  final long durationNanos;
  String id;
  final List<Reference> references;
  final List<Tag> tags;
  final List<Log> logs;
  final List<String> warnings = new ArrayList<>();

  JaegerSpan(
      String traceId,
      String id,
      String operation,
      Process process,
      long startNanos,
      long durationNanos,
      List<Reference> references,
      List<Tag> tags,
      List<Log> logs) {
    this.traceId = traceId;
    this.id = id;
    this.operation = operation;
    this.process = process;
    this.startNanos = startNanos;
    this.durationNanos = durationNanos;
    this.references = references;
    this.tags = tags;
    this.logs = logs;
  }

  /** The resource of one span; a copy for each, since the adjusters move tags there. */
  record Process(String service, List<Tag> tags) {}

  record Log(long epochNanos, List<Tag> fields) {}

  /**
   * @param childOf else it follows from it
   */
  record Reference(boolean childOf, String traceId, String spanId) {
    String type() {
      return childOf ? "CHILD_OF" : "FOLLOWS_FROM";
    }
  }

  /** All by which Jaeger tells two spans apart. */
  record Content(
      String id,
      String operation,
      Process process,
      long startNanos,
      long durationNanos,
      List<Reference> references,
      List<Tag> tags,
      List<Log> logs,
      List<String> warnings) {}

  Content content() {
    return new Content(
        id,
        operation,
        process,
        startNanos,
        durationNanos,
        references,
        tags,
        logs,
        List.copyOf(warnings));
  }

  boolean isKind(String kind) {
    for (Tag tag : tags) {
      if (tag.key().equals("span.kind")) {
        return tag.value().toString().equals(kind);
      }
    }
    return false;
  }

  /** The first span of the same trace that it is the child of, else that it follows from. */
  @Nullable String parentId() {
    String follows = null;
    for (Reference reference : references) {
      if (reference.traceId().equals(traceId)) {
        if (reference.childOf()) {
          return reference.spanId();
        }
        follows = follows == null ? reference.spanId() : follows;
      }
    }
    return follows;
  }

  void replaceParent(String parent) {
    String old = parentId();
    for (int i = 0; i < references.size(); i++) {
      Reference reference = references.get(i);
      if (reference.traceId().equals(traceId) && reference.spanId().equals(old)) {
        references.set(i, new Reference(reference.childOf(), traceId, parent));
        return;
      }
    }
    references.add(0, new Reference(true, traceId, parent));
  }

  Map<String, Object> tree(String processId) {
    Map<String, Object> tree =
        Tree.of(
            "traceID",
            traceId,
            "spanID",
            id,
            "operationName",
            operation,
            "references",
            references.stream()
                .map(
                    reference ->
                        Tree.of(
                            "refType", reference.type(),
                            "traceID", reference.traceId(),
                            "spanID", reference.spanId()))
                .toList(),
            "startTime",
            startNanos / 1_000,
            "duration",
            durationNanos / 1_000,
            "tags",
            Tag.trees(tags),
            "logs",
            logs.stream()
                .map(
                    log ->
                        Tree.of(
                            "timestamp",
                            log.epochNanos() / 1_000,
                            "fields",
                            Tag.trees(log.fields())))
                .toList(),
            "processID",
            processId);
    tree.put("warnings", warnings.isEmpty() ? null : warnings);
    return tree;
  }
}
