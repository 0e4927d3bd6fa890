package dev.weft.benchmarks.spans;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sends spans at a constant rate, whatever the answers do: batches of exporters, one connection a
 * service. What is not answered with 200 counts as refused; what cannot be sent because too much is
 * unanswered counts as late. Thread-safe.
 */
final class SpanLoad implements AutoCloseable {
  /** As an exporter's batch of 512. */
  private static final int TRACES = 100;

  private static final int MAX_UNANSWERED = 64;

  private final ExecutorService workers = Executors.newFixedThreadPool(2, daemon());
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).executor(workers).build();
  private final URI endpoint;
  private final Semaphore unanswered = new Semaphore(MAX_UNANSWERED);
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong taken = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong late = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private volatile String lastTrace = "";

  SpanLoad(String collector) {
    endpoint = URI.create(collector + "/v1/traces");
  }

  private static ThreadFactory daemon() {
    return task -> {
      Thread thread = new Thread(task, "spans");
      thread.setDaemon(true);
      return thread;
    };
  }

  /** Sends for so long, on the calling thread. */
  void run(int spansPerSecond, long seconds) throws InterruptedException {
    List<SampleSpans> exporters = new ArrayList<>();
    for (int i = 0; i < SampleSpans.SERVICES; i++) {
      exporters.add(new SampleSpans(i));
    }
    int batch = TRACES * SampleSpans.SPANS;
    double nanosEach = batch * 1e9 / spansPerSecond;
    long began = System.nanoTime();
    for (int i = 0; System.nanoTime() - began < seconds * 1_000_000_000L; i++) {
      long due = began + (long) (i * nanosEach);
      SampleSpans exporter = exporters.get(i % exporters.size());
      byte[] body = exporter.batch(TRACES);
      long wait = due - System.nanoTime();
      if (wait > 0) {
        Thread.sleep(wait / 1_000_000, (int) (wait % 1_000_000));
      }
      send(body, batch);
      lastTrace = exporter.lastTrace();
    }
    unanswered.acquire(MAX_UNANSWERED);
    unanswered.release(MAX_UNANSWERED);
  }

  private void send(byte[] body, int spans) {
    if (!unanswered.tryAcquire()) {
      late.addAndGet(spans);
      return;
    }
    sent.addAndGet(spans);
    bytes.addAndGet(body.length);
    HttpRequest request =
        HttpRequest.newBuilder(endpoint)
            .header("content-type", "application/x-protobuf")
            .POST(BodyPublishers.ofByteArray(body))
            .build();
    client
        .sendAsync(request, BodyHandlers.discarding())
        .whenComplete(
            (answer, failure) -> {
              unanswered.release();
              boolean ok = failure == null && answer.statusCode() == 200;
              (ok ? taken : refused).addAndGet(spans);
            });
  }

  long sent() {
    return sent.get();
  }

  /** Spans that the collector said it took. */
  long taken() {
    return taken.get();
  }

  long refused() {
    return refused.get();
  }

  /** Spans that were not sent because the answers did not come. */
  long late() {
    return late.get();
  }

  double bytesASpan() {
    return (double) bytes.get() / Math.max(1, sent.get());
  }

  /** A trace that was sent just before. */
  String lastTrace() {
    return lastTrace;
  }

  @Override
  public void close() {
    workers.shutdownNow();
  }
}
