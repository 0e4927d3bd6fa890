package dev.weft.benchmarks.apps;

/** Makes one call and reads its answer whole. Used by many threads at once. */
@FunctionalInterface
public interface Caller {
  /**
   * @param next the address to call, one of {@code --next}
   * @param variant what to send
   * @throws Exception if the answer was not the expected one
   */
  void call(String next, String variant) throws Exception;
}
