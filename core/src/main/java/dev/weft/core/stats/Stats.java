package dev.weft.core.stats;

import dev.weft.policy.frame.AgentMessage.Stats.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * All that this JVM counts of calls, by Istio's labels. Bounded: peers beyond {@value #MAX_PEERS}
 * are counted together. Thread-safe.
 */
public final class Stats {
  private static final int MAX_PEERS = 1000;
  private static final String OTHERS = "(others)";

  private final Map<Object, PeerCounters> peers = new ConcurrentHashMap<>();

  /** The counters of a peer; null: not made yet. Does not allocate. */
  @Nullable PeerCounters find(Object key) {
    PeerCounters found = peers.get(key);
    return found != null || peers.size() < MAX_PEERS ? found : peers.get(OTHERS);
  }

  /**
   * Finds or makes the counters of a peer.
   *
   * @param key equal for equal labels
   */
  PeerCounters make(Object key, Map<String, String> labels) {
    return peers.size() < MAX_PEERS
        ? peers.computeIfAbsent(key, k -> new PeerCounters(labels))
        : peers.computeIfAbsent(
            OTHERS, k -> new PeerCounters(Map.of("destination_service", "unknown")));
  }

  /** What was counted since the last time; series without news are left out. */
  public List<Series> drain() {
    List<Series> series = new ArrayList<>();
    peers.values().forEach(peer -> peer.drain(series));
    return series;
  }
}
