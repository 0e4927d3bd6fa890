package dev.weft.benchmarks.startup;

/** What is put on the program. */
enum AgentKind {
  NONE("none"),
  IDLE("idle"),
  WEFT("weft"),
  WEFT_ALONE("weft-no-collector"),
  OTEL("otel");

  private final String label;

  AgentKind(String label) {
    this.label = label;
  }

  /** The subject's name in the results. */
  String label() {
    return label;
  }
}
