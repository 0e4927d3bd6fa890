package dev.weft.benchmarks.startup;

/** A life did not do what its subject claims; nothing of the subject may be reported. */
final class Refused extends Exception {
  private static final long serialVersionUID = 1L;

  Refused(String message) {
    super(message);
  }
}
