package dev.weft.agent.link;

import dev.weft.agent.log.AgentLog;
import dev.weft.core.time.Clock;
import dev.weft.policy.frame.AgentMessage.Stats;
import dev.weft.policy.frame.AgentMessage.Stats.Lost;
import dev.weft.policy.frame.AgentMessage.Stats.Series;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends counters as deltas of which none is counted twice. One message is on its way at a time:
 * what is not acknowledged is sent again with its number on the next connection, if the collector
 * still knows which numbers it has added. If it does not (another collector, or a restarted one),
 * that one message is given up, and the next tells so. Used by the link's thread.
 */
final class Counters {
  /** About 1 MB, well below what a collector takes as one message. */
  static final int MAX_SERIES = 1_000;

  private final Supplier<List<Series>> drain;
  private final Clock clock;
  private final AgentLog log;
  private final Deque<Series> waiting = new ArrayDeque<>();
  private long drainedNanos;
  private long intervalMillis;
  private long sequence;
  private String ledger = "";
  private Lost lost = Lost.NOTHING;
  private @Nullable Stats open;

  /** The collector's memory that {@link #open} was sent to. */
  private String openLedger = "";

  /** Counters were to be sent while a message was open. */
  private boolean due;

  Counters(Supplier<List<Series>> drain, Clock clock, AgentLog log) {
    this.drain = drain;
    this.clock = clock;
    this.log = log;
    this.drainedNanos = clock.nanos();
  }

  /** Sends what was counted, now or as soon as the message before is acknowledged. */
  void sendDue(Wire wire) {
    due = open != null;
    if (due) {
      return; // nothing is drained; the data path goes on adding up
    }
    if (waiting.isEmpty()) {
      long now = clock.nanos();
      intervalMillis = Math.max(1, (now - drainedNanos) / 1_000_000);
      drainedNanos = now;
      for (Series series : drain.get()) {
        waiting.add(series); // addAll's lambda would be spun at run time
      }
    }
    if (!waiting.isEmpty() || !lost.equals(Lost.NOTHING)) {
      send(wire);
    }
  }

  private void send(Wire wire) {
    List<Series> series = new ArrayList<>();
    while (series.size() < MAX_SERIES && !waiting.isEmpty()) {
      series.add(waiting.remove());
    }
    Stats stats = new Stats(++sequence, intervalMillis, lost, series);
    lost = Lost.NOTHING;
    open = stats;
    openLedger = ledger;
    wire.send(stats);
  }

  /** A collector is there; {@code its} memory of the numbers that it has added. */
  void welcome(String its, Wire wire) {
    ledger = its;
    Stats unknown = open;
    if (unknown == null) {
      return;
    }
    if (openLedger.equals(its)) {
      wire.send(unknown);
      return;
    }
    long requests = unknown.series().stream().mapToLong(Series::count).sum();
    lost = lost.plus(unknown.lost()).plus(new Lost(1, requests));
    open = null;
    log.info(
        "the collector cannot say whether it has added the counters of "
            + requests
            + " calls; they are not sent again, and it is told so");
  }

  void taken(long upTo, Wire wire) {
    Stats sent = open;
    if (sent != null && sent.sequence() <= upTo) {
      open = null;
      if (!waiting.isEmpty()) {
        send(wire);
      } else if (due) {
        sendDue(wire);
      }
    }
  }
}
