package dev.weft.core.stats;

import dev.weft.policy.frame.AgentMessage.Stats.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * All that this JVM counts of calls, by Istio's labels. Bounded: peers beyond {@value #MAX_PEERS}
 * are counted together. Thread-safe.
 */
public final class Stats {
  private static final int MAX_PEERS = 1000;
  private static final String OTHERS = "(others)";

  private final Map<Object, PeerCounters> peers = new ConcurrentHashMap<>();

  /**
   * Finds or makes the counters of a peer.
   *
   * @param key equal for equal labels
   */
  PeerCounters peer(Object key, Supplier<Map<String, String>> labels) {
    PeerCounters found = peers.get(key);
    if (found != null) {
      return found;
    }
    return peers.size() < MAX_PEERS
        ? peers.computeIfAbsent(key, k -> new PeerCounters(labels.get()))
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
