package dev.weft.core.stats;

import dev.weft.core.context.TraceContext;
import dev.weft.policy.frame.AgentMessage.Stats.Series;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All series whose labels differ only in how calls ended. They are few, so a walk over a small
 * array finds one, without a lock and without allocating. Thread-safe; drained by one thread.
 */
final class PeerCounters {
  // Statuses times flags that one peer ever shows; what goes beyond is counted by class of status.
  private static final int MAX_ENDINGS = 64;

  private final Map<String, String> labels;
  private final String instance;

  /** Null: retired. */
  private volatile @Nullable Table table = new Table(new long[0], new Cells[0]);

  // Of the draining thread.
  private @Nullable Table rest;
  private int idleDrains;

  private record Table(long[] endings, Cells[] cells) {}

  /**
   * @param instance id of the peer; empty: several are counted together
   */
  PeerCounters(Map<String, String> labels, String instance) {
    this.labels = Map.copyOf(labels);
    this.instance = instance;
  }

  String instance() {
    return instance;
  }

  /**
   * Counts one call.
   *
   * @param trace that it belongs to; null: none
   * @return false: not counted, for nobody reads these any more; others are to be made
   */
  boolean add(long ending, long durationNanos, @Nullable TraceContext trace) {
    Table now = table;
    Cells found = now == null ? null : find(now, ending);
    if (found == null) {
      found = make(ending);
    }
    if (found == null) {
      return false;
    }
    found.add(durationNanos, trace);
    return true;
  }

  private static @Nullable Cells find(Table table, long ending) {
    for (int i = 0; i < table.endings.length; i++) {
      if (table.endings[i] == ending) {
        return table.cells[i];
      }
    }
    return null;
  }

  private synchronized @Nullable Cells make(long wanted) {
    Table now = table;
    if (now == null) {
      return null;
    }
    long ending = now.endings.length < MAX_ENDINGS ? wanted : Ending.coarse(wanted);
    Cells found = find(now, ending);
    if (found == null) {
      int size = now.endings.length;
      long[] endings = Arrays.copyOf(now.endings, size + 1);
      Cells[] cells = Arrays.copyOf(now.cells, size + 1);
      endings[size] = ending;
      cells[size] = found = new Cells();
      table = new Table(endings, cells);
    }
    return found;
  }

  /** From now on {@link #add} says no. What it had begun before is in {@link #drainRest}. */
  synchronized void retire() {
    rest = table;
    table = null;
  }

  /**
   * Hands over what was counted since the last time.
   *
   * @return how many times in a row there was nothing
   */
  int drain(List<Series> to) {
    Table now = table;
    int before = to.size();
    if (now != null) {
      drain(now, to);
    }
    idleDrains = to.size() > before ? 0 : idleDrains + 1;
    return idleDrains;
  }

  /** What was still added while it was retired. */
  void drainRest(List<Series> to) {
    Table last = rest;
    if (last != null) {
      drain(last, to);
    }
  }

  private void drain(Table from, List<Series> to) {
    for (int i = 0; i < from.endings.length; i++) {
      Series series = from.cells[i].drain(labels, from.endings[i], instance);
      if (series != null) {
        to.add(series);
      }
    }
  }
}
