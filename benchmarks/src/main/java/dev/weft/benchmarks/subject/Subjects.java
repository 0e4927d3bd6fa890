package dev.weft.benchmarks.subject;

import java.util.List;

/** All there are. */
public final class Subjects {
  private Subjects() {}

  public static List<Subject> all() {
    return List.of(
        new Bare(),
        new WeftOff(),
        new Weft("weft", false, false, 0),
        new Weft("weft-policy", true, false, 0),
        new Weft("weft-mtls", true, true, 0),
        new Weft("weft-traced-1", true, false, 0.01),
        new Weft("weft-traced-100", true, false, 1),
        new Otel("otel-1", 0.01),
        new Otel("otel-100", 1),
        new AppTls(),
        new Haproxy(),
        new Envoy(false),
        new Envoy(true));
  }
}
