package dev.weft.instrumentation.grpc.wire;

import static java.util.stream.Collectors.toUnmodifiableMap;

import io.grpc.Metadata;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Headers by their names. gRPC's keys check each character and copy the name as they are made, so
 * those that every call is asked for are made once; a policy's own names pay for it.
 */
public final class HeaderNames {
  private static final Map<String, Metadata.Key<String>> OF_EVERY_CALL =
      Stream.of(
              "traceparent",
              "tracestate",
              "baggage",
              "b3",
              "x-b3-traceid",
              "x-b3-spanid",
              "x-b3-sampled",
              "x-b3-flags",
              "grpc-timeout",
              "user-agent",
              "x-envoy-ratelimited",
              "x-weft-attempt")
          .collect(toUnmodifiableMap(Function.identity(), HeaderNames::made));

  private HeaderNames() {}

  private static Metadata.Key<String> made(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }

  /** Null: what has this name is no text, or no header. */
  public static Metadata.@Nullable Key<String> key(String name) {
    Metadata.Key<String> known = OF_EVERY_CALL.get(name);
    if (known != null) {
      return known;
    }
    return name.endsWith(Metadata.BINARY_HEADER_SUFFIX) || name.startsWith(":") ? null : made(name);
  }

  /** The values joined by a comma; null: there is none. */
  public static @Nullable String joined(Metadata metadata, String name) {
    Metadata.Key<String> key = key(name);
    Iterable<String> values = key == null ? null : metadata.getAll(key);
    if (values == null) {
      return null;
    }
    Iterator<String> each = values.iterator();
    String first = each.next();
    return each.hasNext() ? String.join(",", values) : first;
  }
}
