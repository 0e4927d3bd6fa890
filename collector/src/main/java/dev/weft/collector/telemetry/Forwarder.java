package dev.weft.collector.telemetry;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import dev.weft.collector.time.Loop;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends OTLP on to another endpoint, a few requests at a time, from a queue that is bounded:
 * whoever exports to the collector never waits for it. {@link #forward} is thread-safe, all else
 * runs on the loop.
 */
public final class Forwarder {
  private static final Logger log = LoggerFactory.getLogger(Forwarder.class);

  static final int MAX_REQUESTS = 1_000;
  static final long MAX_BYTES = 32L * 1024 * 1024;

  /** One at a time, an endpoint 20 ms away would get 50 requests a second, whatever it can do. */
  private static final int MAX_SENDING = 8;

  /** The pauses of OpenTelemetry's own exporters: from 1 s, by 1.5, up to 5 s, five attempts. */
  private static final long FIRST_PAUSE_MILLIS = 1_000;

  private static final double PAUSE_GROWTH = 1.5;
  private static final long MAX_PAUSE_MILLIS = 5_000;
  private static final int MAX_ATTEMPTS = 5;
  private static final Set<Integer> RETRIED = Set.of(429, 502, 503, 504);

  private final Loop loop;
  private final RandomGenerator random;
  private final TelemetryCounters counters;
  private final @Nullable String endpoint;
  private final @Nullable WebClient client;
  private final ArrayDeque<Item> queue = new ArrayDeque<>();
  private long bytes;

  /** Under way, or waiting to be sent again. */
  private int sending;

  private boolean failing;
  private volatile int depth;

  private record Item(Signal signal, byte[] body) {}

  /**
   * @param endpoint base, {@code http://localhost:4318}; null: nothing is sent on
   * @param random spreads the pauses
   * @param clients only asked if there is an endpoint: a client's TLS is a third of a start
   */
  public Forwarder(
      @Nullable String endpoint,
      Loop loop,
      RandomGenerator random,
      TelemetryCounters counters,
      Supplier<ClientFactory> clients) {
    this.loop = loop;
    this.random = random;
    this.counters = counters;
    this.endpoint = endpoint == null ? null : base(endpoint);
    this.client =
        this.endpoint == null
            ? null
            : WebClient.builder(this.endpoint)
                .factory(clients.get())
                .responseTimeout(Duration.ofSeconds(10))
                .maxResponseLength(64 * 1024)
                .build();
  }

  /**
   * What is wrong with {@code endpoint} as a base address, or null.
   *
   * @param endpoint as given to {@code --otlp-endpoint}
   */
  public static @Nullable String wrong(String endpoint) {
    try {
      URI uri = URI.create(endpoint);
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      return http && uri.getHost() != null ? null : "expected http://host:port";
    } catch (IllegalArgumentException e) {
      return "expected http://host:port";
    }
  }

  private static String base(String endpoint) {
    String base = endpoint.endsWith("/") ? endpoint.substring(0, endpoint.length() - 1) : endpoint;
    return base.endsWith("/v1/traces") ? base.substring(0, base.length() - 10) : base;
  }

  /** How many requests wait. */
  public int depth() {
    return depth;
  }

  void forward(Signal signal, byte[] body) {
    if (client != null) {
      loop.execute(() -> add(new Item(signal, body)));
    }
  }

  private void add(Item item) {
    if (queue.size() + sending >= MAX_REQUESTS || bytes + item.body().length > MAX_BYTES) {
      counters.dropped(item.signal());
      return;
    }
    queue.add(item);
    bytes += item.body().length;
    sendNext();
  }

  private void sendNext() {
    while (sending < MAX_SENDING && !queue.isEmpty()) {
      sending++;
      send(queue.remove(), 1);
    }
    depth = queue.size() + sending;
  }

  private void send(Item item, int attempt) {
    WebClient to = client;
    if (to == null) {
      throw new IllegalStateException("nothing is sent on without an endpoint");
    }
    HttpRequest request =
        HttpRequest.of(
            RequestHeaders.builder(HttpMethod.POST, item.signal().httpPath())
                .contentType(MediaType.parse("application/x-protobuf"))
                .build(),
            HttpData.wrap(item.body()));
    to.execute(request)
        .aggregate()
        .whenComplete(
            (response, failure) -> loop.execute(() -> sent(item, attempt, response, failure)));
  }

  private void sent(
      Item item,
      int attempt,
      @Nullable AggregatedHttpResponse response,
      @Nullable Throwable failure) {
    if (response != null && response.status().isSuccess()) {
      counters.forwarded(item.signal());
      if (failing) {
        failing = false;
        log.info("Telemetry is forwarded to {} again", endpoint);
      }
      done(item);
      return;
    }
    String reason = response == null ? String.valueOf(failure) : response.status().toString();
    boolean again = response == null || RETRIED.contains(response.status().code());
    if (!failing) {
      failing = true;
      log.warn("Telemetry cannot be forwarded to {}: {}", endpoint, reason);
    }
    if (again && attempt < MAX_ATTEMPTS) {
      counters.retried();
      loop.after(pause(attempt), () -> send(item, attempt + 1));
    } else {
      counters.dropped(item.signal());
      done(item);
    }
  }

  private void done(Item item) {
    sending--;
    bytes -= item.body().length;
    sendNext();
  }

  /** Between 80 and 120 percent of the pause, so that two collectors do not keep step. */
  private long pause(int attempt) {
    double pause =
        Math.min(MAX_PAUSE_MILLIS, FIRST_PAUSE_MILLIS * Math.pow(PAUSE_GROWTH, attempt - 1));
    return (long) (pause * (0.8 + 0.4 * random.nextDouble()));
  }
}
