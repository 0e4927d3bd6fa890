package dev.weft.benchmarks.fleet;

import dev.weft.policy.frame.Channel;
import dev.weft.policy.frame.FrameCodec;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The simulated agents of one run, on one thread of their own: they are to cost next to nothing
 * beside the collector. Public methods are thread-safe.
 */
public final class Fleet implements AutoCloseable {
  /** Instances that each service has. */
  private static final int INSTANCES = 20;

  /** Hosts that each agent calls. */
  private static final int USES = 5;

  /** The longest frame that an agent takes. */
  private static final int BUFFER_BYTES = 4 * 1024 * 1024;

  private final FrameCodec codec = new FrameCodec();
  private final InetSocketAddress collector;
  private final Selector selector;
  private final Thread thread = new Thread(this::run, "fleet");
  private final PriorityQueue<Timer> timers = new PriorityQueue<>();
  private final ByteBuffer scratch = ByteBuffer.allocate(BUFFER_BYTES);
  private final List<FleetAgent> agents = new ArrayList<>();
  private final AtomicInteger ready = new AtomicInteger();
  private final AtomicInteger losses = new AtomicInteger();
  private final AtomicInteger failures = new AtomicInteger();
  private final ConcurrentLinkedQueue<Long> arrivals = new ConcurrentLinkedQueue<>();
  private final Map<String, Integer> reasons = new ConcurrentHashMap<>();
  private volatile Push push = new Push("");
  private volatile boolean ended;
  private volatile @Nullable Throwable failure;
  private long timersMade;

  /** When each agent had a change, by its id. */
  static final class Push {
    final String marker;
    final Map<String, Long> appliedNanos = new ConcurrentHashMap<>();

    Push(String marker) {
      this.marker = marker;
    }
  }

  private record Timer(long nanos, long number, Runnable task) implements Comparable<Timer> {
    @Override
    public int compareTo(Timer other) {
      int byTime = Long.compare(nanos - other.nanos, 0);
      return byTime != 0 ? byTime : Long.compare(number, other.number);
    }
  }

  Fleet(String collector, int count) throws IOException {
    this(collector, count, INSTANCES, USES, false);
  }

  /** Each agent is a service of its own that calls {@code uses} others, and reports its calls. */
  public static Fleet reporting(String collector, int count, int uses) throws IOException {
    return new Fleet(collector, count, 1, uses, true);
  }

  private Fleet(String collector, int count, int instances, int uses, boolean reports)
      throws IOException {
    URI uri = URI.create(collector);
    this.collector = new InetSocketAddress(uri.getHost(), uri.getPort());
    selector = Selector.open();
    thread.setDaemon(true);
    int services = Math.max(1, (count + instances - 1) / instances);
    for (int i = 0; i < count; i++) {
      List<String> peers = new ArrayList<>();
      for (int u = 1; u <= Math.min(uses, services); u++) {
        peers.add("s" + (i + u) % services);
      }
      String service = "s" + i % services;
      List<String> hosts = peers.stream().map(peer -> peer + ".default.svc.cluster.local").toList();
      SimulatedCalls calls = reports ? new SimulatedCalls(service, peers, i) : null;
      agents.add(new FleetAgent(this, "sim-" + i, service, i, hosts, calls));
    }
  }

  /** All at once; their heartbeats are spread. */
  public void start() {
    for (int i = 0; i < agents.size(); i++) {
      FleetAgent agent = agents.get(i);
      after(0, agent::connect);
      after(5_000L * i / agents.size(), agent::heartbeat);
      after(5_000L * i / agents.size(), agent::report);
    }
    thread.start();
  }

  private void run() {
    try {
      while (!ended) {
        Timer next = timers.peek();
        long wait = next == null ? 1_000 : millisUntil(next);
        if (wait > 0) {
          selector.select(wait);
        } else {
          selector.selectNow();
        }
        for (SelectionKey key : selector.selectedKeys()) {
          Socket socket = Socket.of(key);
          if (socket != null) {
            socket.ready(scratch);
          }
        }
        selector.selectedKeys().clear();
        while (timers.peek() != null && millisUntil(timers.peek()) <= 0) {
          timers.remove().task().run();
        }
      }
      agents.forEach(FleetAgent::end);
      selector.close();
    } catch (IOException | RuntimeException e) {
      failure = e;
    }
  }

  private static long millisUntil(Timer timer) {
    return TimeUnit.NANOSECONDS.toMillis(timer.nanos - System.nanoTime());
  }

  public int size() {
    return agents.size();
  }

  /**
   * Agents that have applied a first frame on their connection, since the last {@link #reset}.
   *
   * @throws IllegalStateException if the fleet itself has failed
   */
  public int readyCount() {
    Throwable why = failure;
    if (why != null) {
      throw new IllegalStateException("the simulated agents failed", why);
    }
    return ready.get();
  }

  /** Connections of agents that were welcome that were lost since the last {@link #reset}. */
  public int losses() {
    return losses.get();
  }

  /** Attempts to connect that came to nothing since the last {@link #reset}. */
  int failures() {
    return failures.get();
  }

  /** Why connections and attempts ended, with how often. */
  Map<String, Integer> reasons() {
    return reasons;
  }

  /** Calls that the collector has said it added, once this has come to its {@link #end}. */
  public long takenCalls() {
    return agents.stream().mapToLong(FleetAgent::takenCalls).sum();
  }

  /** Begins to count anew. */
  void reset() {
    ready.set(0);
    losses.set(0);
    failures.set(0);
    arrivals.clear();
    reasons.clear();
  }

  /** When connections were open, {@link System#nanoTime}. */
  List<Long> arrivals() {
    return List.copyOf(arrivals);
  }

  /** From now on it is noted who has a document with this text. */
  Push expect(String marker) {
    Push next = new Push(marker);
    push = next;
    return next;
  }

  // For agents, on the fleet's thread.

  Socket open(FleetAgent agent) throws IOException {
    return new Socket(selector, collector, Channel.PATH, Channel.SUBPROTOCOL, agent);
  }

  void after(long millis, Runnable task) {
    long nanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    timers.add(new Timer(nanos, timersMade++, task));
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

  void failed(String reason) {
    failures.incrementAndGet();
    reasons.merge(reason, 1, Integer::sum);
  }

  String marker() {
    return push.marker;
  }

  void applied(String agent) {
    push.appliedNanos.putIfAbsent(agent, System.nanoTime());
  }

  FrameCodec codec() {
    return codec;
  }

  @Override
  public void close() {
    end();
  }

  /** The agents go; further calls do nothing. */
  public void end() {
    if (ended) {
      return;
    }
    ended = true;
    selector.wakeup();
    try {
      thread.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
