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

  /** With an archive those that the question is about: what of its gain an agent takes away. */
  boolean isMeasuredWith(Archive archive) {
    return archive == Archive.DEFAULT || this == NONE || this == IDLE || this == WEFT;
  }

  /** The subject's name in the results. */
  String label() {
    return label;
  }
}
