package dev.weft.collector.telemetry;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.weft.collector.jaeger.JaegerQuery;
import dev.weft.collector.jaeger.Search;
import dev.weft.collector.json.Json;
import dev.weft.collector.traces.TraceId;
import dev.weft.collector.traces.TraceLimits;
import dev.weft.collector.traces.TraceStore;
import dev.weft.policy.fuzz.Memory;
import dev.weft.policy.tree.MalformedTreeException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * OTLP as protobuf, or as JSON where it begins with a brace: refused, or stored and given back by
 * Jaeger's API. A second JSON text behind a line that holds {@code ---} comes after the first.
 */
public final class OtlpFuzz {
  private OtlpFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) throws Exception {
    // A span of two bytes is a Java object, one of Jaeger's, and a tree of JSON with texts.
    Memory.bounded(input, 40_000, 4_000_000, OtlpFuzz::run);
  }

  private static void run(byte[] input) throws MalformedTreeException {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    TraceStore store =
        new TraceStore(
            new TraceLimits(1024 * 1024, Duration.ofHours(1)), () -> 1_800_000_000_000L, registry);
    TelemetryCounters counters = new TelemetryCounters(registry);
    Forwarder nowhere =
        new Forwarder(
            null,
            null,
            new Random(1),
            counters,
            () -> {
              throw new IllegalStateException("nothing is sent");
            });
    Intake intake = new Intake(store, nowhere, counters);
    boolean json = input.length > 0 && input[0] == '{';
    boolean taken = false;
    for (Signal signal : Signal.values()) {
      if (json) {
        for (String text : new String(input, StandardCharsets.UTF_8).split("\n---\n", 4)) {
          taken |= tookJson(intake, signal, text);
        }
      } else {
        taken |= took(intake, signal, input);
      }
    }
    if (taken) {
      readAll(store);
      if (!json) {
        idsAreFound(store, input);
      }
    }
  }

  private static boolean took(Intake intake, Signal signal, byte[] body) {
    try {
      intake.accept(signal, body);
      return true;
    } catch (InvalidProtocolBufferException refused) {
      return false;
    }
  }

  private static boolean tookJson(Intake intake, Signal signal, String body) {
    try {
      intake.acceptJson(signal, body);
      return true;
    } catch (MalformedTreeException refused) {
      return false;
    }
  }

  /** Everything that Jaeger's API can be asked. */
  private static void readAll(TraceStore store) throws MalformedTreeException {
    JaegerQuery query = new JaegerQuery(store);
    serve(query.services());
    serve(query.dependencies(Long.MIN_VALUE, Long.MAX_VALUE, ""));
    for (String service : query.services()) {
      serve(query.operations(service, ""));
      serve(query.operations(service, "server"));
      for (boolean raw : new boolean[] {true, false}) {
        Search all =
            new Search(service, "", Map.of(), Long.MIN_VALUE, Long.MAX_VALUE, 0, 0, 20, raw);
        JaegerQuery.Found found = query.find(all);
        serve(found.traces());
      }
      Search some =
          new Search(
              service, "a", Map.of("error", "true", "k", "v"), 0, Long.MAX_VALUE, 1, 9, 20, false);
      serve(query.find(some).traces());
    }
  }

  private static void serve(Object tree) throws MalformedTreeException {
    Json.parse(Json.write(tree));
  }

  /** Each span with proper ids is in a trace that is found, unless there was no room. */
  private static void idsAreFound(TraceStore store, byte[] input) throws MalformedTreeException {
    ExportTraceServiceRequest request;
    try {
      request = ExportTraceServiceRequest.parseFrom(input);
    } catch (InvalidProtocolBufferException metrics) {
      return;
    }
    JaegerQuery query = new JaegerQuery(store);
    for (ResourceSpans resource : request.getResourceSpansList()) {
      for (ScopeSpans scope : resource.getScopeSpansList()) {
        for (Span span : scope.getSpansList()) {
          if (span.getTraceId().size() == 16 && span.getSpanId().size() == 8) {
            java.nio.ByteBuffer id = span.getTraceId().asReadOnlyByteBuffer();
            Map<String, Object> trace = query.trace(new TraceId(id.getLong(), id.getLong()), true);
            if (trace == null || ((List<?>) trace.get("spans")).isEmpty()) {
              throw new IllegalStateException("a span is gone");
            }
            serve(trace);
          }
        }
      }
    }
  }
}
