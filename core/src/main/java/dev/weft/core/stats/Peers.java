package dev.weft.core.stats;

import dev.weft.policy.frame.AgentMessage.Stats.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The counters of all peers on one side of calls. Bounded: those beyond {@value #MAX_PEERS} are
 * counted together, and who was not heard of for {@value #IDLE_DRAINS} drains (10 minutes) makes
 * room. Thread-safe; {@link #drain} is called by one thread at a time.
 */
final class Peers {
  static final int MAX_PEERS = 1000;

  /** Of these, so many may be single instances; what is beyond is counted by workload. */
  static final int MAX_INSTANCES = 500;

  static final int IDLE_DRAINS = 120;

  private final Map<Object, PeerCounters> peers = new ConcurrentHashMap<>();
  private final AtomicInteger instances = new AtomicInteger();
  private final Supplier<Map<String, String>> othersLabels;
  private volatile @Nullable PeerCounters others;

  /** No longer found; who had found them just before may be adding to them still. */
  private final List<PeerCounters> leaving = new ArrayList<>();

  /**
   * @param othersLabels of the peers that are counted together
   */
  Peers(Supplier<Map<String, String>> othersLabels) {
    this.othersLabels = othersLabels;
  }

  /** The counters of a peer; null: not made yet. Does not allocate. */
  @Nullable PeerCounters find(Object key) {
    PeerCounters found = peers.get(key);
    return found != null || peers.size() < MAX_PEERS ? found : others;
  }

  /** Whether a further instance may have counters of its own. */
  boolean takesInstance() {
    return instances.get() < MAX_INSTANCES;
  }

  /**
   * Finds or makes the counters of a peer.
   *
   * @param key equal for equal labels and instance
   * @param instance its id; empty: not told apart
   */
  PeerCounters make(Object key, String instance, Map<String, String> labels) {
    PeerCounters found = peers.get(key);
    if (found != null) {
      return found;
    }
    if (peers.size() >= MAX_PEERS) {
      return others();
    }
    PeerCounters made = new PeerCounters(labels, instance);
    found = peers.putIfAbsent(key, made);
    if (found == null && !instance.isEmpty()) {
      instances.incrementAndGet();
    }
    return found == null ? made : found;
  }

  private synchronized PeerCounters others() {
    PeerCounters known = others;
    if (known == null) {
      others = known = new PeerCounters(othersLabels.get(), "");
    }
    return known;
  }

  void drain(List<Series> to) {
    leaving.forEach(peer -> peer.drainRest(to));
    leaving.clear();
    for (Map.Entry<Object, PeerCounters> entry : peers.entrySet()) {
      PeerCounters peer = entry.getValue();
      if (peer.drain(to) >= IDLE_DRAINS) {
        peers.remove(entry.getKey());
        if (!peer.instance().isEmpty()) {
          instances.decrementAndGet();
        }
        peer.retire();
        leaving.add(peer);
      }
    }
    PeerCounters together = others;
    if (together != null) {
      together.drain(to);
    }
  }
}
