package dev.weft.benchmarks.apps;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * An application that calls as it is told: the same little work for every subject.
 *
 * <pre>
 * send VARIANT CONNECTIONS REQUESTS       that many requests, as fast as they are answered
 * closed VARIANT CONNECTIONS MILLIS       for that long, as fast as they are answered
 * open VARIANT CONNECTIONS RATE MILLIS    at a constant rate, whatever the answers take
 * get URL VARIANT                         one request to any address
 * </pre>
 *
 * The answer is {@code requests=N errors=N nanos=N p50=N p90=N p99=N p999=N max=N}, latencies in
 * nanoseconds, in the open loop from the time at which the request was to be sent.
 */
public final class Driver implements Control.Commands {
  /** Three digits up to a minute. */
  private static final long LONGEST_NANOS = 60_000_000_000L;

  private static final int MOST_CONNECTIONS = 256;

  private final Caller caller;
  private final List<String> next;
  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          MOST_CONNECTIONS,
          task -> {
            Thread thread = new Thread(task, "driver");
            thread.setDaemon(true);
            return thread;
          });
  private final AtomicInteger turn = new AtomicInteger();

  Driver(Caller caller, List<String> next) {
    this.caller = caller;
    this.next = next;
  }

  /** Answers commands until the standard input ends; then ends the JVM. */
  public static void serve(Caller caller, List<String> next) throws IOException {
    Control.serve(new Driver(caller, next));
  }

  @Override
  public String answer(String command, List<String> words) throws Exception {
    return switch (command) {
      case "send" -> closed(words.get(0), number(words, 1), number(words, 2), Long.MAX_VALUE);
      case "closed" ->
          closed(
              words.get(0),
              number(words, 1),
              Long.MAX_VALUE,
              System.nanoTime() + number(words, 2) * 1_000_000L);
      case "open" -> open(words.get(0), number(words, 1), number(words, 2), number(words, 3));
      case "get" -> {
        caller.call(words.get(0), words.get(1));
        yield "requests=1 errors=0";
      }
      default -> "error unknown command " + command;
    };
  }

  private static int number(List<String> words, int index) {
    return Integer.parseInt(words.get(index));
  }

  private String closed(String variant, int connections, long requests, long endNanos)
      throws InterruptedException {
    AtomicLong left = new AtomicLong(requests);
    Run run = new Run(variant);
    run.on(
        connections,
        () -> {
          while (left.getAndDecrement() > 0 && System.nanoTime() < endNanos) {
            run.one(System.nanoTime());
          }
        });
    return run.result();
  }

  private String open(String variant, int connections, int rate, int millis)
      throws InterruptedException {
    Schedule schedule = new Schedule(System.nanoTime(), rate, millis * 1_000_000L);
    Run run = new Run(variant);
    run.on(
        connections,
        () -> {
          for (long due = schedule.next(); due != Schedule.OVER; due = schedule.next()) {
            for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
              LockSupport.parkNanos(wait);
            }
            run.one(due);
          }
        });
    return run.result();
  }

  /** One command's requests. */
  private final class Run {
    private final String variant;
    private final Histogram latencies = new ConcurrentHistogram(LONGEST_NANOS, 3);
    private final AtomicLong errors = new AtomicLong();
    private final AtomicLong firstError = new AtomicLong();
    private final long began = System.nanoTime();

    Run(String variant) {
      this.variant = variant;
    }

    void on(int connections, Runnable work) throws InterruptedException {
      CountDownLatch done = new CountDownLatch(connections);
      List<Runnable> all = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        all.add(
            () -> {
              try {
                work.run();
              } finally {
                done.countDown();
              }
            });
      }
      all.forEach(threads::execute);
      done.await();
    }

    void one(long dueNanos) {
      String address = next.get(Math.floorMod(turn.getAndIncrement(), next.size()));
      try {
        caller.call(address, variant);
        latencies.recordValue(Math.min(LONGEST_NANOS, System.nanoTime() - dueNanos));
      } catch (Exception failure) {
        errors.incrementAndGet();
        if (firstError.compareAndSet(0, 1)) {
          failure.printStackTrace();
        }
      }
    }

    String result() {
      return "requests=%d errors=%d nanos=%d p50=%d p90=%d p99=%d p999=%d max=%d"
          .formatted(
              latencies.getTotalCount(),
              errors.get(),
              System.nanoTime() - began,
              latencies.getValueAtPercentile(50),
              latencies.getValueAtPercentile(90),
              latencies.getValueAtPercentile(99),
              latencies.getValueAtPercentile(99.9),
              latencies.getMaxValue());
    }
  }
}
