package dev.weft.agent.telemetry;

import dev.weft.agent.log.AgentLog;
import dev.weft.agent.thread.AgentThread;
import dev.weft.core.time.Clock;
import dev.weft.core.trace.Span;
import dev.weft.core.trace.SpanSink;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes spans without ever blocking the caller and exports them on a thread of its own, which is
 * started by the first of them. Thread-safe.
 */
public final class SpanExport implements SpanSink, AutoCloseable {
  /** How long the end of the JVM may be held up for the last spans. */
  private static final long CLOSE_MILLIS = 1_000;

  /** Without a span for that long there is nothing to be kept ready. */
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Of {@link #wakeAt}: the worker is not to be woken. */
  private static final int BUSY = Integer.MAX_VALUE;

  private final int queueSize;
  private final int batchSize;
  private final long delayNanos;
  private final Supplier<SpanBatches> makeBatches;
  private final Clock clock;
  private final AgentLog log;
  private final LongAdder dropped = new LongAdder();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Object startLock = new Object();
  private volatile @Nullable SpanRing ring;
  private volatile @Nullable AgentThread worker;
  // How many spans the worker waits for.
  private volatile int wakeAt = BUSY;
  private volatile boolean closed;

  /**
   * @param queueSize spans held at most; what comes beyond is dropped and counted
   * @param batchSize spans sent together at most
   * @param delayNanos how long a span waits at most for others to go with
   * @param makeBatches called once on the exporting thread, at the first span
   */
  public SpanExport(
      int queueSize,
      int batchSize,
      long delayNanos,
      Supplier<SpanBatches> makeBatches,
      Clock clock,
      AgentLog log) {
    this.queueSize = queueSize;
    this.batchSize = batchSize;
    this.delayNanos = delayNanos;
    this.makeBatches = makeBatches;
    this.clock = clock;
    this.log = log;
  }

  /** Where batches go. Used by one thread; may block. */
  @FunctionalInterface
  public interface SpanBatches {
    /**
     * @param spans no longer theirs when this returns
     * @param untilNanos on the clock: given up then
     * @return whether they arrived
     */
    boolean export(List<Span> spans, long untilNanos);

    /** There has been no span for a while: what is only kept for the next may go. */
    default void idle() {}
  }

  @Override
  public void accept(Span span) {
    SpanRing queue = ring;
    if (queue == null) {
      queue = start();
    }
    int held = closed ? 0 : queue.offer(span);
    if (held == 0) {
      dropped.increment();
    } else if (held >= wakeAt) {
      // By this thread alone; the worker says anew what it waits for whenever it wakes.
      wakeAt = BUSY;
      LockSupport.unpark(worker);
    }
  }

  private SpanRing start() {
    synchronized (startLock) {
      SpanRing queue = ring;
      if (queue == null) {
        queue = new SpanRing(queueSize);
        ring = queue;
        SpanRing from = queue;
        AgentThread thread = new AgentThread("spans", () -> run(from));
        worker = thread;
        thread.start();
      }
      return queue;
    }
  }

  /** Spans that were lost: too many at once, or not exported. */
  public long dropped() {
    return dropped.sum();
  }

  private void run(SpanRing from) {
    try {
      SpanBatches batches = makeBatches.get();
      List<Span> batch = new ArrayList<>(batchSize);
      while (!closed || from.size() > 0) {
        gather(from, batch);
        if (batch.isEmpty()) {
          batches.idle();
        } else {
          export(batches, batch, from);
          batch.clear();
        }
      }
      batches.idle();
    } catch (RuntimeException | LinkageError e) {
      closed = true;
      dropped.add(from.size());
      log.fault("spans are exported no longer", e);
    } finally {
      ended.countDown();
    }
  }

  /**
   * Waits for a first span, then until there is a full batch or the delay is over: every span would
   * otherwise wake this thread, which costs the caller and the machine more than the span.
   */
  private void gather(SpanRing from, List<Span> batch) {
    await(from, 1, IDLE_NANOS);
    if (from.size() > 0) {
      await(from, batchSize, delayNanos);
    }
    // Set by close(): what there is goes out now, and the export is not to be disturbed by it.
    Thread.interrupted();
    from.drainTo(batch, batchSize);
  }

  private void await(SpanRing from, int count, long nanos) {
    long until = clock.nanos() + nanos;
    for (long left = nanos; left > 0 && !closed; left = until - clock.nanos()) {
      wakeAt = count;
      // After that is said: who came before has not seen it.
      if (from.size() >= count) {
        break;
      }
      LockSupport.parkNanos(this, left);
    }
    wakeAt = BUSY;
  }

  private void export(SpanBatches batches, List<Span> batch, SpanRing from) {
    long patience = closed ? TimeUnit.MILLISECONDS.toNanos(CLOSE_MILLIS) : Long.MAX_VALUE / 4;
    if (!batches.export(batch, clock.nanos() + patience)) {
      dropped.add(batch.size());
      if (closed) {
        // What did not arrive now will not arrive with the next batch either.
        dropped.add(from.drainTo(new ArrayList<>(), queueSize));
      }
      log.warn("spans cannot be exported and are dropped; calls are not affected");
    }
  }

  /** Exports what is there, for 1 s at most. Spans that come later are dropped. */
  @Override
  public void close() {
    closed = true;
    AgentThread thread = worker;
    if (thread == null) {
      return;
    }
    thread.interrupt();
    try {
      if (!ended.await(CLOSE_MILLIS, TimeUnit.MILLISECONDS)) {
        log.info("the last spans were not exported in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
