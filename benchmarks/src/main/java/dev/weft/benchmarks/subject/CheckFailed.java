package dev.weft.benchmarks.subject;

/** A subject does not do what it claims: nothing of it may be reported. */
public final class CheckFailed extends Exception {
  private static final long serialVersionUID = 1L;

  public CheckFailed(String message) {
    super(message);
  }
}
