package dev.weft.benchmarks.process;

/**
 * CPU that a process used, user and system time, in nanoseconds.
 *
 * @param total of all its threads
 * @param jit part of the total: the JIT compiler's own threads; 0 for other programs than JVMs
 * @param gc part of the total: the garbage collector's own threads
 */
public record CpuTime(long total, long jit, long gc) {
  public static final CpuTime NONE = new CpuTime(0, 0, 0);

  public CpuTime plus(CpuTime other) {
    return new CpuTime(total + other.total, jit + other.jit, gc + other.gc);
  }

  /** What the work cost: all but the compiler, which is done with a program that runs for long. */
  public long withoutJit() {
    return total - jit;
  }
}
