package dev.weft.benchmarks.fleet;

import dev.weft.policy.frame.Channel;
import dev.weft.policy.frame.Frame;
import dev.weft.policy.frame.FrameCodec;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The simulated agents of one run. Thread-safe. */
final class Fleet implements AutoCloseable {
  /** Instances that each service has. */
  private static final int INSTANCES = 20;

  /** Hosts that each agent calls. */
  private static final int USES = 5;

  private static final long HEARTBEAT_MILLIS = 5_000;

  private final FrameCodec codec = new FrameCodec();
  private final ExecutorService workers = Executors.newFixedThreadPool(2, daemon("fleet"));
  private final HttpClient client = HttpClient.newBuilder().executor(workers).build();
  private final ScheduledExecutorService timer =
      Executors.newScheduledThreadPool(1, daemon("fleet-timer"));
  private final URI channel;
  private final List<FleetAgent> agents = new ArrayList<>();
  private final AtomicInteger ready = new AtomicInteger();
  private final AtomicInteger losses = new AtomicInteger();
  private final ConcurrentLinkedQueue<Long> tries = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Long> arrivals = new ConcurrentLinkedQueue<>();
  private final Map<String, Integer> reasons = new ConcurrentHashMap<>();
  private volatile Push push = new Push("");

  /** When each agent had a change, by its id. */
  static final class Push {
    final String marker;
    final Map<String, Long> appliedNanos = new ConcurrentHashMap<>();

    Push(String marker) {
      this.marker = marker;
    }
  }

  Fleet(String collector, int count) {
    channel = URI.create(collector.replaceFirst("^http", "ws") + Channel.PATH);
    int services = Math.max(1, (count + INSTANCES - 1) / INSTANCES);
    for (int i = 0; i < count; i++) {
      List<String> uses = new ArrayList<>();
      for (int u = 1; u <= Math.min(USES, services); u++) {
        uses.add("s" + (i + u) % services + ".default.svc.cluster.local");
      }
      agents.add(new FleetAgent(this, "sim-" + i, "s" + i % services, i, uses));
    }
  }

  private static java.util.concurrent.ThreadFactory daemon(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }

  /** All at once; their heartbeats are spread. */
  void start() {
    for (int i = 0; i < agents.size(); i++) {
      FleetAgent agent = agents.get(i);
      agent.connect();
      timer.scheduleAtFixedRate(
          agent::heartbeat,
          HEARTBEAT_MILLIS * i / agents.size(),
          HEARTBEAT_MILLIS,
          TimeUnit.MILLISECONDS);
    }
  }

  int size() {
    return agents.size();
  }

  /** Agents that have applied a first frame on their connection, since the last {@link #reset}. */
  int readyCount() {
    return ready.get();
  }

  /** Connections that were lost since the last {@link #reset}. */
  int losses() {
    return losses.get();
  }

  /** Why, with how often. */
  Map<String, Integer> reasons() {
    return reasons;
  }

  /** Begins to count anew. */
  void reset() {
    ready.set(0);
    losses.set(0);
    tries.clear();
    arrivals.clear();
    reasons.clear();
  }

  /** When connections were tried and when they were open, {@link System#nanoTime}. */
  List<Long> tries() {
    return List.copyOf(tries);
  }

  List<Long> arrivals() {
    return List.copyOf(arrivals);
  }

  /** From now on it is noted who has a document of this name. */
  Push expect(String marker) {
    Push next = new Push(marker);
    push = next;
    return next;
  }

  // What agents tell.

  void tried() {
    tries.add(System.nanoTime());
  }

  void arrived() {
    arrivals.add(System.nanoTime());
  }

  void ready() {
    ready.incrementAndGet();
  }

  void lost(String reason) {
    losses.incrementAndGet();
    reasons.merge(reason, 1, Integer::sum);
  }

  void applied(String agent, Frame frame) {
    Push expected = push;
    boolean hasIt =
        frame.documents().stream()
            .anyMatch(document -> document.annotations().containsValue(expected.marker));
    if (hasIt) {
      expected.appliedNanos.putIfAbsent(agent, System.nanoTime());
    }
  }

  FrameCodec codec() {
    return codec;
  }

  HttpClient client() {
    return client;
  }

  ScheduledExecutorService timer() {
    return timer;
  }

  URI channel() {
    return channel;
  }

  @Override
  public void close() {
    agents.forEach(FleetAgent::end);
    timer.shutdownNow();
    workers.shutdown();
  }
}
