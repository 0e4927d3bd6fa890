package dev.weft.core.stats;

import dev.weft.policy.frame.AgentMessage.Stats.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** All that this JVM counts of calls, by Istio's labels. Thread-safe. */
public final class Stats {
  private final List<Peers> sides = new CopyOnWriteArrayList<>();

  /** Where one side of calls is counted. */
  Peers side(Supplier<Map<String, String>> othersLabels) {
    Peers side = new Peers(othersLabels);
    sides.add(side);
    return side;
  }

  /**
   * What was counted since the last time; series without news are left out. One thread at a time.
   */
  public List<Series> drain() {
    List<Series> series = new ArrayList<>();
    sides.forEach(side -> side.drain(series));
    return series;
  }
}
