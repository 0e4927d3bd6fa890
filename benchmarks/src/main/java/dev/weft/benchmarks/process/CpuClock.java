package dev.weft.benchmarks.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the kernel accounts to a process and its threads.
 *
 * <p>A thread's {@code schedstat} counts nanoseconds, but goes with the thread; the process's
 * {@code stat} keeps what ended threads used, in ticks of 10 ms. A difference is the sum of the
 * threads' differences, unless the ticks say that more than {@link #GRAIN_NANOS} is missing: then
 * it is that of the ticks, and what the threads do not explain counts as work. Not thread-safe.
 */
public final class CpuClock {
  /**
   * {@code USER_HZ} is 100 on every Linux that a JDK runs on; two sums are rounded on both ends.
   */
  static final long TICK_NANOS = 10_000_000;

  static final long GRAIN_NANOS = 4 * TICK_NANOS;

  private final Path proc;

  public CpuClock(long pid) {
    this(Path.of("/proc", Long.toString(pid)));
  }

  CpuClock(Path proc) {
    this.proc = proc;
  }

  /** What was used until now. */
  public Reading read() {
    Map<Integer, ThreadTime> threads = new HashMap<>();
    try (DirectoryStream<Path> tasks = Files.newDirectoryStream(proc.resolve("task"))) {
      for (Path task : tasks) {
        ThreadTime time = thread(task);
        if (time != null) {
          threads.put(Integer.parseInt(task.getFileName().toString()), time);
        }
      }
      return new Reading(ticks(Files.readString(proc.resolve("stat"))), threads);
    } catch (IOException e) {
      throw new UncheckedIOException(proc + " cannot be read; did the process end?", e);
    }
  }

  private static @Nullable ThreadTime thread(Path task) throws IOException {
    try {
      String stat = Files.readString(task.resolve("schedstat"));
      return new ThreadTime(
          Kind.of(Files.readString(task.resolve("comm")).strip()),
          Long.parseLong(stat.substring(0, stat.indexOf(' '))));
    } catch (NoSuchFileException ended) {
      return null;
    } catch (IOException e) {
      // A thread that ends while it is read gives ESRCH.
      return Files.exists(task) ? rethrow(e) : null;
    }
  }

  private static ThreadTime rethrow(IOException e) throws IOException {
    throw e;
  }

  /**
   * User and system time of the whole process, ended threads too.
   *
   * @param stat the kernel's line; the program's name in it may hold blanks and parentheses
   */
  static long ticks(String stat) {
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    // proc(5): utime and stime are fields 14 and 15; the first one here is field 3.
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * TICK_NANOS;
  }

  /** What kind of work a thread does, by its name as the kernel keeps it: 15 characters. */
  enum Kind {
    JIT,
    GC,
    WORK;

    static Kind of(String thread) {
      if (thread.startsWith("C1 Compiler") || thread.startsWith("C2 Compiler")) {
        return JIT;
      }
      return thread.startsWith("GC Thread") || thread.startsWith("G1 ") ? GC : WORK;
    }
  }

  record ThreadTime(Kind kind, long nanos) {}

  /** One look at the clock. */
  public static final class Reading {
    private final long ticks;
    private final Map<Integer, ThreadTime> threads;

    Reading(long ticks, Map<Integer, ThreadTime> threads) {
      this.ticks = ticks;
      this.threads = threads;
    }

    /** What was used between an earlier look and this one. */
    public CpuTime since(Reading before) {
      long total = 0;
      long jit = 0;
      long gc = 0;
      for (Map.Entry<Integer, ThreadTime> each : threads.entrySet()) {
        ThreadTime now = each.getValue();
        ThreadTime then = before.threads.get(each.getKey());
        // A number that the kernel gave to a new thread starts again from nothing.
        long nanos = then == null || then.nanos > now.nanos ? now.nanos : now.nanos - then.nanos;
        total += nanos;
        jit += now.kind == Kind.JIT ? nanos : 0;
        gc += now.kind == Kind.GC ? nanos : 0;
      }
      long counted = ticks - before.ticks;
      return new CpuTime(counted - total > GRAIN_NANOS ? counted : total, jit, gc);
    }
  }
}
