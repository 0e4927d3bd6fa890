package dev.weft.collector.metrics;

import static dev.weft.collector.metrics.Told.byCaller;
import static dev.weft.collector.metrics.Told.byServer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.policy.frame.AgentMessage.Stats;
import dev.weft.policy.frame.AgentMessage.Stats.Lost;
import dev.weft.policy.frame.AgentMessage.Stats.Series;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** 200 agents, 2,000 edges that all have calls all the time, each counted by both of its sides. */
class TrafficLoadTest {
  private static final int AGENTS = 200;
  private static final int EDGES_EACH = 10;

  private long now = 1_800_000_000_000L;
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final TrafficStore store = new TrafficStore(() -> now, registry);

  private static Stats report(int agent) {
    List<Series> series = new ArrayList<>();
    for (int i = 1; i <= EDGES_EACH; i++) {
      String to = "s" + (agent + i) % AGENTS;
      String from = "s" + (agent + AGENTS - i) % AGENTS;
      series.add(byCaller("s" + agent, to, "v1").secured().series(40 + i));
      series.add(byServer(from, "s" + agent, "v1").secured().series(40 + i));
    }
    return new Stats(1, 5_000, Lost.NOTHING, series);
  }

  private void run(Duration length) {
    run(length, 5_000);
  }

  /** Each agent reports every so often, one after the other. */
  private void run(Duration length, long intervalMillis) {
    List<Stats> reports = new ArrayList<>();
    for (int i = 0; i < AGENTS; i++) {
      reports.add(new Stats(1, intervalMillis, Lost.NOTHING, report(i).series()));
    }
    long pause = intervalMillis / AGENTS;
    for (long end = now + length.toMillis(); now < end; now += pause) {
      int agent = (int) (now / pause % AGENTS);
      store.add("agent-" + agent, reports.get(agent));
    }
  }

  private double gauge(String name, String ring) {
    return registry.get("weft.collector.metrics.ring." + name).tag("ring", ring).gauge().value();
  }

  private static double millis(Runnable question) {
    double best = Double.MAX_VALUE;
    for (int i = 0; i < 10; i++) {
      long begin = System.nanoTime();
      question.run();
      best = Math.min(best, (System.nanoTime() - begin) / 1e6);
    }
    return best;
  }

  /** Keeps nothing: the page is larger than the memory of these tests. */
  private static final class Counting implements Appendable {
    private long characters;

    @Override
    public Appendable append(CharSequence text) {
      characters += text.length();
      return this;
    }

    @Override
    public Appendable append(CharSequence text, int start, int end) {
      characters += end - start;
      return this;
    }

    @Override
    public Appendable append(char c) {
      characters++;
      return this;
    }
  }

  /** Minutes are as full as with a report every 5 s; that would take minutes to simulate. */
  @Test
  void theGraphAndTheSignalsOfAWholeDayAreQuick() {
    run(Duration.ofHours(24), 300_000);
    for (String ring : List.of("minutes", "tens", "hours")) {
      assertThat(gauge("slots.given.up", ring)).isZero();
    }
    Window day = store.latest(TrafficQueries.MINUTES_KEPT);
    TrafficQuery all = TrafficQuery.of(day);
    List<TrafficQuery> graph =
        List.of(
            all.by(Dimension.DESTINATION_SERVICE),
            all.by(Dimension.DESTINATION_SERVICE, Dimension.DESTINATION_VERSION),
            all.by(Dimension.DESTINATION_INSTANCE),
            all.by(Dimension.SOURCE_SERVICE, Dimension.DESTINATION_SERVICE, Dimension.PROTOCOL),
            all.by(Dimension.SOURCE_SERVICE, Dimension.DESTINATION_SERVICE, Dimension.FLAGS));
    assertThat(store.rows(day, graph).get(3)).hasSize(AGENTS * EDGES_EACH);
    TrafficQuery service = all.where(Dimension.DESTINATION_SERVICE, "s7");
    Duration ten = Duration.ofMinutes(10);
    assertThat(store.series(service, ten).get(0).points()).hasSizeBetween(143, 145);
    double graphMillis = millis(() -> store.rows(day, graph));
    double serviceMillis = millis(() -> store.series(service, ten));
    System.out.printf(
        "a day of 4,000 series: %.1f MB by minutes, %.1f by tens, %.1f by hours; the page's graph"
            + " %.1f ms, series of a service %.1f ms%n",
        gauge("bytes", "minutes") / 1e6,
        gauge("bytes", "tens") / 1e6,
        gauge("bytes", "hours") / 1e6,
        graphMillis,
        serviceMillis);
    assertThat(graphMillis).isLessThan(50);
    assertThat(serviceMillis).isLessThan(50);
  }

  @Test
  void allOfItIsKeptForAsLongAsIsPromisedAndQuestionsAreQuick() throws IOException {
    run(Duration.ofMinutes(18));
    assertThat(gauge("slots.given.up", "seconds")).isZero();
    assertThat(gauge("seconds", "seconds")).isGreaterThanOrEqualTo(900);
    double secondsBytes = gauge("bytes", "seconds");
    double bytesAMinute = gauge("bytes", "minutes") / 13; // five are open still
    assertThat(secondsBytes).isLessThan(Rings.MAX_SECONDS_BYTES);
    assertThat(bytesAMinute * 24 * 60).isLessThan(DayRing.MAX_MINUTES_BYTES);

    TrafficQuery graph =
        TrafficQuery.of(store.latest(Duration.ofMinutes(1)))
            .by(
                Dimension.SOURCE_SERVICE,
                Dimension.SOURCE_VERSION,
                Dimension.DESTINATION_SERVICE,
                Dimension.DESTINATION_VERSION);
    assertThat(store.rows(graph)).hasSize(AGENTS * EDGES_EACH);
    TrafficQuery service =
        TrafficQuery.of(store.latest(TrafficQueries.SECONDS_KEPT))
            .where(Dimension.DESTINATION_SERVICE, "s7");
    assertThat(store.series(service, Duration.ofSeconds(10))).hasSize(1);
    Counting page = new Counting();
    store.exposition().write(page, Exposition.Format.OPEN_METRICS);
    System.out.printf(
        "metrics of 200 agents, 2,000 edges, 4,000 series: %.1f MB by the second, %.1f MB a day by"
            + " the minute, graph of a minute %.1f ms, series of a service over 15 min %.1f ms,"
            + " page %.1f MB%n",
        secondsBytes / 1e6,
        bytesAMinute * 1440 / 1e6,
        millis(() -> store.rows(graph)),
        millis(() -> store.series(service, Duration.ofSeconds(10))),
        page.characters / 1e6);
  }
}
