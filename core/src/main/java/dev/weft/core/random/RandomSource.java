package dev.weft.core.random;

/** Randomness, injected. Thread-safe. */
@FunctionalInterface
public interface RandomSource {
  /** 64 uniform bits. */
  long nextLong();

  /** Uniform in [0, bound); 0 where the bound is not positive. */
  default int below(int bound) {
    // The upper half of a product instead of a remainder: several times as fast.
    return bound <= 0 ? 0 : (int) ((nextLong() >>> 33) * bound >>> 31);
  }

  /** Uniform in [0, bound); 0 where the bound is not positive. */
  default long below(long bound) {
    return bound <= 0 ? 0 : (nextLong() >>> 1) % bound;
  }

  /** Uniform in [0, 1), 53 bits. */
  default double unit() {
    return (nextLong() >>> 11) * 0x1.0p-53;
  }
}
