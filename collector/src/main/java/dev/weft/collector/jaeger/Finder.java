package dev.weft.collector.jaeger;

import dev.weft.collector.traces.Kept;
import dev.weft.collector.traces.Source;
import dev.weft.collector.traces.Trace;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the spans of one search. What can be decided without reading the span is decided first.
 * Used by one thread, for one search.
 */
final class Finder {
  private static final String ERROR = "error";

  private final Search search;
  private final long startNanos;
  private final long endNanos;
  private final List<Wanted> tags = new ArrayList<>();

  /** Whether the error is wanted, or none; null: either. */
  private final @Nullable Boolean error;

  private record Wanted(String key, String value, byte[] bytes, Map<Source, Boolean> atSource) {
    boolean is(AnyValue found) {
      return Values.text(found).equals(value);
    }
  }

  Finder(Search search) {
    this.search = search;
    this.startNanos = search.startMicros() * 1_000;
    this.endNanos =
        search.endMicros() > Long.MAX_VALUE / 1_000 ? Long.MAX_VALUE : search.endMicros() * 1_000;
    String wantsError = search.tags().get(ERROR);
    this.error = wantsError == null ? null : wantsError.equals("true");
    search
        .tags()
        .forEach(
            (key, value) -> {
              if (!key.equals(ERROR)) {
                byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
                tags.add(new Wanted(key, value, bytes, new IdentityHashMap<>()));
              }
            });
  }

  /** Whether one of its spans may fit. */
  boolean mayFit(Trace trace) {
    return trace.mayHave(search.service(), search.minNanos(), Boolean.TRUE.equals(error));
  }

  boolean fits(Kept kept) {
    if (!kept.service().equals(search.service())
        || (error != null && error != kept.isError())
        || (!search.operation().isEmpty() && !search.operation().equals(kept.operation()))
        || kept.startNanos() < startNanos
        || kept.startNanos() > endNanos
        || kept.durationNanos() < search.minNanos()
        || (search.maxNanos() != 0 && kept.durationNanos() > search.maxNanos())) {
      return false;
    }
    for (Wanted tag : tags) {
      if (!tag.atSource().computeIfAbsent(kept.source(), source -> has(source, tag))
          && (tag.bytes().length == 0 || !kept.has(tag.bytes(), tag::is))) {
        return false;
      }
    }
    return true;
  }

  private static boolean has(Source source, Wanted tag) {
    return has(source.scope().getAttributesList(), tag)
        || has(source.resource().getAttributesList(), tag);
  }

  private static boolean has(List<KeyValue> attributes, Wanted tag) {
    for (KeyValue attribute : attributes) {
      if (attribute.getKey().equals(tag.key())) {
        return tag.is(attribute.getValue());
      }
    }
    return false;
  }
}
