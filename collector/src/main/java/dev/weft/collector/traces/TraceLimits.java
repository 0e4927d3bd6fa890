package dev.weft.collector.traces;

import java.time.Duration;

/**
 * What is kept at most.
 *
 * @param bytes of all spans with what keeping them takes, 1 MiB or more
 * @param age since the first span of a trace came
 */
public record TraceLimits(long bytes, Duration age) {
  /** At 20,000 spans a second the last quarter of a minute, beside what is kept longer. */
  public static final TraceLimits DEFAULT =
      new TraceLimits(128L * 1024 * 1024, Duration.ofHours(24));
}
