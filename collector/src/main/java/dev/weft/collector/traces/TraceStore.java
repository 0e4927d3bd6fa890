package dev.weft.collector.traces;

import dev.weft.collector.time.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The latest traces, in memory. Where there is no room the oldest goes; those with an error, a
 * retry, or among the slowest hundredth of their operation only when they fill more than three
 * quarters of it. Thread-safe.
 */
public final class TraceStore {
  static final int MAX_SPANS_OF_A_TRACE = 10_000;

  /** One that is longer says little and costs much. */
  static final int MAX_SPAN_BYTES = 256 * 1024;

  /** Operations of which it is known what is usual, 512 bytes each; who has more names by ids. */
  private static final int MAX_TIMED = 4_000;

  /** An operation's two objects and its places in two maps. */
  private static final int OPERATION_BYTES = 200;

  private final TraceLimits limits;
  private final Clock clock;
  private final Counter dropped;
  private final Counter evicted;
  private final Counter evictedNotable;

  private final Map<TraceId, Trace> traces = new LinkedHashMap<>();
  private final ArrayDeque<Trace> plain = new ArrayDeque<>();
  private final ArrayDeque<Trace> notable = new ArrayDeque<>();
  private final Map<String, Map<OperationName, Operation>> services = new HashMap<>();
  private long bytes;
  private long notableBytes;
  private int operations;

  /** Each exporter says the same of itself again and again. */
  private final Map<Source, SharedSource> sources = new HashMap<>();

  private record OperationName(String name, Span.SpanKind kind) {}

  /**
   * A name of spans.
   *
   * @param kind as OTLP has it
   */
  public record NamedOperation(String name, Span.SpanKind kind) {}

  public TraceStore(TraceLimits limits, Clock clock, MeterRegistry registry) {
    this.limits = limits;
    this.clock = clock;
    dropped =
        Counter.builder("weft.collector.trace.store.spans.dropped")
            .description("Spans without an id, too long, or of a trace that was full")
            .register(registry);
    evicted = evicted(registry, "no");
    evictedNotable = evicted(registry, "yes");
    Gauge.builder("weft.collector.trace.store.bytes", this, TraceStore::bytes)
        .description("What the stored spans take")
        .register(registry);
    Gauge.builder("weft.collector.trace.store.traces", this, TraceStore::size)
        .description("Traces stored")
        .register(registry);
  }

  private static Counter evicted(MeterRegistry registry, String notable) {
    return Counter.builder("weft.collector.trace.store.traces.evicted")
        .description("Traces that went for newer ones, or for their age")
        .tag("notable", notable)
        .register(registry);
  }

  private synchronized long bytes() {
    return bytes;
  }

  private synchronized int size() {
    return traces.size();
  }

  /** Returns how many spans there were, kept or not. */
  public int add(ExportTraceServiceRequest request) {
    int spans = 0;
    for (ResourceSpans resource : request.getResourceSpansList()) {
      for (ScopeSpans scope : resource.getScopeSpansList()) {
        spans += scope.getSpansCount();
        add(Source.of(resource.getResource(), scope.getScope()), scope);
      }
    }
    return spans;
  }

  private synchronized void add(Source came, ScopeSpans scope) {
    long now = clock.millis();
    SharedSource source = sources.computeIfAbsent(came, this::shared);
    for (Span span : scope.getSpansList()) {
      add(source, span, now);
    }
    forgetUnused(source);
    shrink(now);
  }

  private SharedSource shared(Source source) {
    SharedSource shared = new SharedSource(source);
    bytes += shared.size();
    return shared;
  }

  private void forgetUnused(SharedSource source) {
    if (source.spans == 0) {
      sources.remove(source.source());
      bytes -= source.size();
    }
  }

  private void add(SharedSource source, Span span, long now) {
    if (span.getTraceId().size() != 16
        || span.getSpanId().size() != 8
        || span.getSerializedSize() > MAX_SPAN_BYTES) {
      dropped.increment();
      return;
    }
    TraceId id = TraceId.of(span.getTraceId());
    Trace trace = traces.get(id);
    if (trace == null) {
      trace = new Trace(id, now);
      traces.put(id, trace);
      plain.add(trace);
      bytes += trace.bytes;
    } else if (trace.size() >= MAX_SPANS_OF_A_TRACE || trace.bytes > limits.bytes() / 8) {
      dropped.increment();
      return;
    }
    Operation operation = operation(source.source().service(), span);
    int first = operation.keep() ? OPERATION_BYTES + 2 * operation.name().length() : 0;
    Kept kept = new Kept(source, operation, span);
    source.spans++;
    trace.add(kept);
    grow(trace, first + kept.size());
    boolean slow = kept.isEntry() && operation.isSlow(kept.durationNanos());
    if (!trace.notable && (slow || kept.isError() || kept.isRetried())) {
      trace.notable = true;
      notable.add(trace);
      notableBytes += trace.bytes;
    }
  }

  private void grow(Trace trace, int by) {
    trace.bytes += by;
    bytes += by;
    if (trace.notable) {
      notableBytes += by;
    }
  }

  private Operation operation(String service, Span span) {
    return services
        .computeIfAbsent(service, name -> new HashMap<>())
        .computeIfAbsent(
            new OperationName(span.getName(), span.getKind()),
            name -> new Operation(name.name(), name.kind(), durations()));
  }

  private @Nullable Durations durations() {
    return operations++ < MAX_TIMED ? new Durations() : null;
  }

  private void shrink(long now) {
    long oldest = now - limits.age().toMillis();
    dropOlder(plain, oldest);
    dropOlder(notable, oldest);
    while (bytes > limits.bytes()) {
      boolean many = notableBytes > limits.bytes() / 4 * 3;
      Trace next = next(many ? notable : plain);
      if (next == null) {
        next = next(many ? plain : notable);
      }
      if (next == null) {
        return;
      }
      remove(next);
    }
  }

  private void dropOlder(ArrayDeque<Trace> queue, long oldest) {
    while (!queue.isEmpty()) {
      Trace first = queue.peek();
      boolean moved = first.gone || (queue == plain && first.notable);
      if (!moved && first.arrivedMillis > oldest) {
        return;
      }
      queue.remove();
      if (!moved) {
        remove(first);
      }
    }
  }

  private @Nullable Trace next(ArrayDeque<Trace> queue) {
    Trace first = queue.poll();
    while (first != null && (first.gone || (queue == plain && first.notable))) {
      first = queue.poll();
    }
    return first;
  }

  private void remove(Trace trace) {
    trace.gone = true;
    traces.remove(trace.id);
    bytes -= trace.bytes;
    if (trace.notable) {
      notableBytes -= trace.bytes;
    }
    (trace.notable ? evictedNotable : evicted).increment();
    for (Kept kept : trace.spans()) {
      SharedSource source = kept.shared();
      source.spans--;
      forgetUnused(source);
      Operation operation = kept.ofOperation();
      if (operation.forget()) {
        operations--;
        Map<OperationName, Operation> of = services.get(kept.service());
        if (of != null) {
          of.remove(new OperationName(operation.name(), operation.kind()));
          if (of.isEmpty()) {
            services.remove(kept.service());
          }
        }
      }
    }
  }

  /** All traces, the one that came last first. */
  public synchronized List<Trace> newestFirst() {
    shrink(clock.millis());
    List<Trace> all = new ArrayList<>(traces.values());
    Collections.reverse(all);
    return all;
  }

  /** One trace, null if it is not here. */
  public synchronized @Nullable Trace get(TraceId id) {
    return traces.get(id);
  }

  /** Names of the services that have spans here, sorted. */
  public synchronized Set<String> services() {
    shrink(clock.millis());
    return new TreeSet<>(services.keySet());
  }

  /** Names of the spans of a service. */
  public synchronized List<NamedOperation> operations(String service) {
    shrink(clock.millis());
    return services.getOrDefault(service, Map.of()).keySet().stream()
        .map(operation -> new NamedOperation(operation.name(), operation.kind()))
        .toList();
  }
}
