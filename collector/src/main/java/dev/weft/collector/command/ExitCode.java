package dev.weft.collector.command;

/** What the commands end with. */
final class ExitCode {
  static final int DONE = 0;

  /** The collector answered that it cannot, or it cannot start for another reason. */
  static final int FAILED = 1;

  /** The command line is wrong (picocli's own number). */
  static final int USAGE = 2;

  /** The collector cannot be reached. */
  static final int UNREACHABLE = 3;

  /** The collector's store or authority cannot be used. */
  static final int STORE = 4;

  private ExitCode() {}
}
