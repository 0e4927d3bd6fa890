package dev.weft.core.call;

/** Something a call may wait for. Thread-safe. */
public interface Waiting {
  /** Runs {@code resume} once, when it has come; at once if it is here already. */
  void whenReady(Runnable resume);

  /** {@code resume} is no longer needed. */
  void forget(Runnable resume);
}
