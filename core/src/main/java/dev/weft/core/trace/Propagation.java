package dev.weft.core.trace;

import dev.weft.core.call.RequestEdits.HeaderSink;
import dev.weft.core.call.RequestHeaders;
import dev.weft.core.context.TraceContext;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The formats in use, in their order. Immutable. */
public final class Propagation {
  /** What {@code OTEL_PROPAGATORS} says by default. */
  public static final Propagation DEFAULT =
      new Propagation(List.of(Propagator.TRACECONTEXT, Propagator.BAGGAGE));

  /** Nothing is read, nothing is written. */
  public static final Propagation NONE = new Propagation(List.of());

  private final Propagator[] formats;
  private final boolean baggage;

  public Propagation(List<Propagator> formats) {
    this.formats = formats.toArray(new Propagator[0]);
    this.baggage = formats.contains(Propagator.BAGGAGE);
  }

  /**
   * Reads the setting: {@code tracecontext}, {@code baggage}, {@code b3}, {@code b3multi}, {@code
   * none}, separated by commas.
   *
   * @throws IllegalArgumentException for any other word; the message lists those that are known
   */
  public static Propagation parse(String setting) {
    List<Propagator> formats = new ArrayList<>();
    for (String word : setting.split(",")) {
      switch (word.strip()) {
        case "", "none" -> {}
        case "tracecontext" -> formats.add(Propagator.TRACECONTEXT);
        case "baggage" -> formats.add(Propagator.BAGGAGE);
        case "b3" -> formats.add(Propagator.B3);
        case "b3multi" -> formats.add(Propagator.B3MULTI);
        default ->
            throw new IllegalArgumentException(
                "propagator '"
                    + word.strip()
                    + "': expected tracecontext, baggage, b3, b3multi or none");
      }
    }
    return new Propagation(formats);
  }

  /** Whether anything is written at all. */
  public boolean isOn() {
    return formats.length > 0;
  }

  @Nullable TraceContext extract(RequestHeaders headers) {
    for (Propagator format : formats) {
      TraceContext found = format.extract(headers);
      if (found != null) {
        String carried = baggage(headers);
        return carried == null ? found : found.with(carried);
      }
    }
    return null;
  }

  /** What is handed on beside the trace, as it came; null: nothing. */
  @Nullable String baggage(RequestHeaders headers) {
    return baggage ? Propagator.baggage(headers) : null;
  }

  /** Writes the context of an attempt. */
  public void inject(TraceContext trace, HeaderSink sink) {
    for (Propagator format : formats) {
      format.inject(trace, sink);
    }
  }
}
