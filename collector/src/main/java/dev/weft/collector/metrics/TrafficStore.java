package dev.weft.collector.metrics;

import dev.weft.collector.time.Clock;
import dev.weft.policy.frame.AgentMessage.Stats;
import dev.weft.policy.frame.AgentMessage.Stats.Series;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;

/**
 * Keeps what the agents count, within fixed bounds of memory: totals, and rings by time. What has
 * no room of its own is counted in one series that says so. Thread-safe; adding takes microseconds,
 * and questions hold it up no longer than that.
 */
public final class TrafficStore implements TrafficQueries {
  /** Of agents of 0.1, which do not say it. */
  private static final long USUAL_INTERVAL_MILLIS = 5_000;

  /** Reports come every 5 s; the second they come in is not over. */
  private static final long SETTLED_MILLIS = 6_000;

  private static final long FORGET_MILLIS = 60_000;

  private final Clock clock;
  private final Totals totals = new Totals();
  private final Rings rings = new Rings();
  private final Counter reports;
  private final Counter repeats;
  private final Counter overflow;
  private final Counter labelsIgnored;
  private final Counter intervalsLost;
  private final Counter requestsLost;
  private final Counter vanished;
  private final Timer queries;
  private long nextForget;

  public TrafficStore(Clock clock, MeterRegistry registry) {
    this.clock = clock;
    reports = counter(registry, "reports", "Reports of counters that were added");
    repeats = counter(registry, "reports.repeated", "Reports that had been added before");
    overflow =
        counter(registry, "requests.overflow", "Requests counted without labels: too many series");
    labelsIgnored = counter(registry, "labels.ignored", "Labels that Istio's metrics do not have");
    intervalsLost =
        counter(
            registry,
            "intervals.lost",
            "Reports given up by agents: sent to a collector that has not answered before it went");
    requestsLost = counter(registry, "requests.lost", "Requests in these");
    vanished =
        counter(
            registry,
            "agents.vanished",
            "Agents gone without a farewell, each with at most one report not sent");
    queries =
        Timer.builder("weft.collector.metrics.query")
            .description("Questions about traffic")
            .register(registry);
    Gauge.builder("weft.collector.metrics.series", this, TrafficStore::seriesShown)
        .description("Series of /metrics")
        .register(registry);
    Gauge.builder("weft.collector.metrics.ring.series", this, TrafficStore::seriesKept)
        .description("Series of the rings, by instance")
        .register(registry);
    rings.rings((name, ring) -> gauges(registry, name, ring));
  }

  private static Counter counter(MeterRegistry registry, String name, String help) {
    return Counter.builder("weft.collector.metrics." + name).description(help).register(registry);
  }

  private void gauges(MeterRegistry registry, String name, TimeRing ring) {
    Gauge.builder("weft.collector.metrics.ring.bytes", () -> bytes(ring))
        .description("Memory of a ring")
        .tag("ring", name)
        .register(registry);
    Gauge.builder("weft.collector.metrics.ring.seconds", () -> kept(ring) / 1000)
        .description("How far a ring reaches back, once it is full")
        .tag("ring", name)
        .register(registry);
    Gauge.builder("weft.collector.metrics.ring.slots.given.up", () -> givenUp(ring))
        .description("Slots of a ring that went before their time, since it was full")
        .tag("ring", name)
        .register(registry);
  }

  private synchronized long bytes(TimeRing ring) {
    return ring.bytes();
  }

  private synchronized long givenUp(TimeRing ring) {
    return ring.givenUp();
  }

  private synchronized long kept(TimeRing ring) {
    return ring.keptMillis(clock.millis());
  }

  private synchronized int seriesShown() {
    return totals.series();
  }

  private synchronized int seriesKept() {
    return rings.series();
  }

  /** Counters that were not added before. */
  public synchronized void add(String agentId, Stats stats) {
    long now = clock.millis();
    reports.increment();
    intervalsLost.increment(Math.max(0, stats.lost().intervals()));
    requestsLost.increment(Math.max(0, stats.lost().requests()));
    long interval = stats.intervalMillis() > 0 ? stats.intervalMillis() : USUAL_INTERVAL_MILLIS;
    long covers = Math.min(interval, MINUTES_KEPT.toMillis());
    for (Series series : stats.series()) {
      add(agentId, series, covers, now);
    }
    if (now >= nextForget) {
      nextForget = now + FORGET_MILLIS;
      totals.forget(now);
    }
  }

  private void add(String agentId, Series series, long covers, long now) {
    Calls calls = Calls.of(series);
    series.labels().keySet().stream()
        .filter(label -> !SeriesKey.isKnown(label))
        .forEach(label -> labelsIgnored.increment());
    SeriesKey key = SeriesKey.of(series.labels());
    if (!totals.hasRoom(key)) {
      key = SeriesKey.OVERFLOW;
    }
    if (key.isOverflow()) {
      overflow.increment(calls.count());
    }
    totals.add(key, calls, series.exemplars(), now);
    SeriesKey ofInstance = key.of(instance(agentId, key, series));
    rings.add(rings.hasRoom(ofInstance) ? ofInstance : key, calls, covers, now);
  }

  /** Who has served a call is an instance itself. */
  private static String instance(String agentId, SeriesKey key, Series series) {
    return key.isOfServer()
        ? agentId + "/" + key.get(Dimension.DESTINATION_SERVICE)
        : series.instance();
  }

  /** Counters that were added before came again. */
  public void repeated() {
    repeats.increment();
  }

  /** An agent has gone without a farewell. */
  public void vanished() {
    vanished.increment();
  }

  /** What Prometheus is shown now. */
  public Exposition exposition() {
    synchronized (this) {
      return new Exposition(totals.shown());
    }
  }

  @Override
  public Window latest(Duration length) {
    long to = clock.millis() - SETTLED_MILLIS;
    return new Window(to - length.toMillis(), to);
  }

  @Override
  public List<TrafficRow> rows(TrafficQuery query) {
    return queries.record(
        () -> {
          Rings.Snapshot from = snapshot(query.window());
          Groups asked = new Groups(query, from.keys());
          // Whom strangers are weighed against is read too.
          Strangers strangers = new Strangers(from.keys(), series -> asked.of(series) >= 0);
          return new Tally(
                  query.window(), from, series -> asked.of(series) >= 0 || strangers.wants(series))
              .rows(query, asked);
        });
  }

  @Override
  public List<List<TrafficRow>> rows(Window window, List<TrafficQuery> queries) {
    return this.queries.record(
        () -> {
          Tally tally = new Tally(window, snapshot(window), series -> true);
          return queries.stream().map(tally::rows).toList();
        });
  }

  private Rings.Snapshot snapshot(Window window) {
    long length = window.toMillis() - window.fromMillis();
    return snapshot(window.fromMillis(), window.toMillis(), length);
  }

  @Override
  public List<TrafficSeries> series(TrafficQuery query, Duration step) {
    return queries.record(
        () -> {
          long stepMillis = step.toMillis();
          if (stepMillis < 1_000) {
            throw new IllegalArgumentException(
                "step: " + step + " where at least 1 s was expected");
          }
          long first = Math.floorDiv(query.window().fromMillis(), stepMillis) * stepMillis;
          long steps = Math.max(1, (query.window().toMillis() - first) / stepMillis);
          Rings.Snapshot from = snapshot(first, first + steps * stepMillis, stepMillis);
          if (stepMillis < from.slotMillis()) {
            throw new IllegalArgumentException(
                "step: "
                    + step
                    + " where at least 1 min was expected: seconds are not kept so long");
          }
          if (steps > MAX_POINTS) {
            throw tooMany(steps);
          }
          Scan scan = new Scan(query, from, first, stepMillis, (int) steps);
          if (scan.groups() * steps > MAX_POINTS) {
            throw tooMany(scan.groups() * steps);
          }
          return scan.run().series();
        });
  }

  private static IllegalArgumentException tooMany(long points) {
    return new IllegalArgumentException(
        points
            + " points where at most "
            + MAX_POINTS
            + " were expected: a longer step, fewer series");
  }

  private synchronized Rings.Snapshot snapshot(long fromMillis, long toMillis, long stepMillis) {
    return rings.snapshot(fromMillis, toMillis, stepMillis, clock.millis());
  }
}
