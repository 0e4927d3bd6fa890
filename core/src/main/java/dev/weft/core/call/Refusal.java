package dev.weft.core.call;

import dev.weft.policy.compiled.HeaderEdits;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Weft's own answer instead of a response: a fault, a direct answer, no healthy instance, denied. A
 * value, not an exception. The adapter turns it into its library's ordinary response, with header
 * {@code x-weft-flags}.
 *
 * @param reason why
 * @param status HTTP status, 100 to 599
 * @param grpcStatus the gRPC code that says the same; used by gRPC adapters
 * @param delayNanos to wait before the answer is given; 0: at once
 * @param headers further response headers
 * @param body text of the answer; may be empty
 */
public record Refusal(
    Reason reason,
    int status,
    int grpcStatus,
    long delayNanos,
    Map<String, List<String>> headers,
    String body) {

  /** Header naming the {@link Reason} of an answer that Weft made. */
  public static final String FLAGS_HEADER = "x-weft-flags";

  public static Refusal of(Reason reason, int status, int grpcStatus, String body) {
    return new Refusal(reason, status, grpcStatus, 0, Map.of(), body);
  }

  /** The call's time ran out, as Envoy says it. */
  public static Refusal timeout() {
    return of(Reason.UT, 504, 4, "upstream request timeout");
  }

  /** With the route's response headers: what Envoy's router answers itself carries them too. */
  Refusal edited(HeaderEdits.Edits edits) {
    if (edits.isEmpty()) {
      return this;
    }
    Map<String, List<String>> all = new LinkedHashMap<>(headers);
    edits.set().forEach((name, value) -> all.put(name, List.of(value)));
    edits
        .add()
        .forEach(
            (name, value) ->
                all.merge(
                    name,
                    List.of(value),
                    (one, two) -> Stream.concat(one.stream(), two.stream()).toList()));
    return new Refusal(reason, status, grpcStatus, delayNanos, all, body);
  }
}
