package dev.weft.core.trace;

import dev.weft.core.context.TraceContext;
import org.jspecify.annotations.Nullable;

/**
 * Which traces are recorded, by OpenTelemetry's rules.
 *
 * @param parentBased a call within a trace follows that trace's decision
 * @param ratio of the traces for which this is decided here, 0 to 1
 */
public record Sampler(boolean parentBased, double ratio) {
  /** {@code parentbased_always_on}. */
  public static final Sampler DEFAULT = new Sampler(true, 1);

  /** {@code always_off}. */
  public static final Sampler OFF = new Sampler(false, 0);

  public Sampler {
    if (!(ratio >= 0 && ratio <= 1)) {
      throw new IllegalArgumentException("sampling ratio " + ratio + ": expected 0 to 1");
    }
  }

  /**
   * Reads {@code OTEL_TRACES_SAMPLER} and its argument.
   *
   * @param argument null or empty: 1
   * @throws IllegalArgumentException for another name, or an argument that is no ratio
   */
  public static Sampler parse(String name, @Nullable String argument) {
    return switch (name.strip()) {
      case "always_on" -> new Sampler(false, 1);
      case "always_off" -> OFF;
      case "traceidratio" -> new Sampler(false, ratio(argument));
      case "parentbased_always_on" -> DEFAULT;
      case "parentbased_always_off" -> new Sampler(true, 0);
      case "parentbased_traceidratio" -> new Sampler(true, ratio(argument));
      default ->
          throw new IllegalArgumentException(
              "sampler '"
                  + name
                  + "': expected always_on, always_off, traceidratio or one of these after "
                  + "'parentbased_'");
    };
  }

  private static double ratio(@Nullable String argument) {
    if (argument == null || argument.isBlank()) {
      return 1;
    }
    try {
      return Double.parseDouble(argument.strip());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "sampler argument '" + argument + "': expected a number from 0 to 1", e);
    }
  }

  /** Whether anything can be recorded at all. */
  boolean isOn() {
    return parentBased || ratio > 0;
  }

  /** For a call within {@code parent}. */
  boolean samples(TraceContext parent) {
    return parentBased ? parent.isSampled() : samples(parent.traceIdLow());
  }

  /** For a new trace. The same for all who use the same ratio: by the id's lower half. */
  boolean samples(long traceIdLow) {
    return ratio >= 1 || Math.abs(traceIdLow) < (long) (ratio * Long.MAX_VALUE);
  }
}
