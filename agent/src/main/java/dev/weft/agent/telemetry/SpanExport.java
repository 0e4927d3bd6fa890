package dev.weft.agent.telemetry;

import dev.weft.agent.log.AgentLog;
import dev.weft.agent.thread.AgentThread;
import dev.weft.core.time.Clock;
import dev.weft.core.trace.Span;
import dev.weft.core.trace.SpanSink;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
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

  private final int queueSize;
  private final int batchSize;
  private final long delayNanos;
  private final Supplier<SpanBatches> makeBatches;
  private final Clock clock;
  private final AgentLog log;
  private final LongAdder dropped = new LongAdder();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Object startLock = new Object();
  private volatile @Nullable ArrayBlockingQueue<Span> ring;
  private volatile @Nullable AgentThread worker;
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
  public interface SpanBatches {
    /**
     * @param untilNanos on the clock: given up then
     * @return whether they arrived
     */
    boolean export(List<Span> spans, long untilNanos);
  }

  @Override
  public void accept(Span span) {
    ArrayBlockingQueue<Span> queue = ring;
    if (queue == null) {
      queue = start();
    }
    if (closed || !queue.offer(span)) {
      dropped.increment();
    } else if (queue.size() >= batchSize - 1) {
      // The worker holds one already.
      LockSupport.unpark(worker);
    }
  }

  private ArrayBlockingQueue<Span> start() {
    synchronized (startLock) {
      ArrayBlockingQueue<Span> queue = ring;
      if (queue == null) {
        queue = new ArrayBlockingQueue<>(queueSize);
        ring = queue;
        ArrayBlockingQueue<Span> from = queue;
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

  private void run(ArrayBlockingQueue<Span> from) {
    try {
      SpanBatches batches = makeBatches.get();
      List<Span> batch = new ArrayList<>(batchSize);
      while (!closed || !from.isEmpty()) {
        gather(from, batch);
        if (!batch.isEmpty()) {
          export(batches, batch, from);
          batch.clear();
        }
      }
    } catch (RuntimeException | LinkageError e) {
      closed = true;
      dropped.add(from.size());
      log.fault("spans are exported no longer", e);
    } finally {
      ended.countDown();
    }
  }

  /**
   * Waits for a first span, then until there is a full batch or the delay is over. Not on the
   * queue: every span would wake this thread, which costs the caller and the machine more than the
   * span.
   */
  private void gather(ArrayBlockingQueue<Span> from, List<Span> batch) {
    try {
      Span first = from.poll(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
      if (first == null) {
        return;
      }
      batch.add(first);
    } catch (InterruptedException e) {
      // By close(): what there is goes out now.
    }
    long until = clock.nanos() + delayNanos;
    long left = delayNanos;
    while (left > 0 && from.size() + batch.size() < batchSize && !closed) {
      LockSupport.parkNanos(this, left);
      left = until - clock.nanos();
    }
    // Set by close(), as above: the export is not to be disturbed by it.
    Thread.interrupted();
    from.drainTo(batch, batchSize - batch.size());
  }

  private void export(SpanBatches batches, List<Span> batch, ArrayBlockingQueue<Span> from) {
    long patience = closed ? TimeUnit.MILLISECONDS.toNanos(CLOSE_MILLIS) : Long.MAX_VALUE / 4;
    if (!batches.export(List.copyOf(batch), clock.nanos() + patience)) {
      dropped.add(batch.size());
      if (closed) {
        // What did not arrive now will not arrive with the next batch either.
        List<Span> rest = new ArrayList<>();
        dropped.add(from.drainTo(rest));
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
