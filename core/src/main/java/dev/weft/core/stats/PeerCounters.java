package dev.weft.core.stats;

import dev.weft.policy.frame.AgentMessage.Stats.Series;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All series whose labels differ only in how calls ended. They are few, so a walk over a small
 * array finds one, without a lock and without allocating. Thread-safe.
 */
final class PeerCounters {
  // Statuses times flags that one peer ever shows; what goes beyond is counted by class of status.
  private static final int MAX_ENDINGS = 64;

  private final Map<String, String> labels;
  private volatile Table table = new Table(new long[0], new Cells[0]);

  private record Table(long[] endings, Cells[] cells) {}

  PeerCounters(Map<String, String> labels) {
    this.labels = Map.copyOf(labels);
  }

  void add(long ending, long durationNanos) {
    Cells found = find(table, ending);
    if (found == null) {
      found = make(ending);
    }
    found.add(durationNanos);
  }

  private static Cells find(Table table, long ending) {
    for (int i = 0; i < table.endings.length; i++) {
      if (table.endings[i] == ending) {
        return table.cells[i];
      }
    }
    return null;
  }

  private synchronized Cells make(long wanted) {
    long ending = table.endings.length < MAX_ENDINGS ? wanted : Ending.coarse(wanted);
    Cells found = find(table, ending);
    if (found == null) {
      int size = table.endings.length;
      long[] endings = Arrays.copyOf(table.endings, size + 1);
      Cells[] cells = Arrays.copyOf(table.cells, size + 1);
      endings[size] = ending;
      cells[size] = found = new Cells();
      table = new Table(endings, cells);
    }
    return found;
  }

  void drain(List<Series> to) {
    Table now = table;
    for (int i = 0; i < now.endings.length; i++) {
      Map<String, String> all = new LinkedHashMap<>(labels);
      Ending.label(now.endings[i], all);
      Series series = now.cells[i].drain(all);
      if (series != null) {
        to.add(series);
      }
    }
  }
}
