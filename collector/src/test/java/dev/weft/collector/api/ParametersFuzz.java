package dev.weft.collector.api;

import dev.weft.collector.api.GoParameters.WrongException;
import dev.weft.policy.fuzz.Memory;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The query parameters of Jaeger's API: refused in Jaeger's words, or read. */
public final class ParametersFuzz {
  private ParametersFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) throws Exception {
    // Some errors say the text again, with each character escaped.
    Memory.bounded(input, 20_000, 2_000_000, ParametersFuzz::run);
  }

  private static void run(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    tried(() -> GoParameters.integer(text, 64, 0));
    tried(() -> GoParameters.integer(text, 32, 0));
    tried(() -> GoParameters.truth("raw", text));
    tried(() -> GoParameters.duration("minDuration", text));
    tried(() -> GoParameters.traceId(text));
    tried(() -> GoParameters.tags(List.of(text), List.of()));
    tried(() -> GoParameters.tags(List.of(), List.of(text)));
  }

  /** Reads one. */
  @FunctionalInterface
  private interface Reading {
    Object read() throws WrongException;
  }

  private static void tried(Reading reading) {
    try {
      reading.read();
    } catch (WrongException refused) {
      if (refused.getMessage().isEmpty()) {
        throw new IllegalStateException("says nothing", refused);
      }
    }
  }
}
