package dev.weft.collector.metrics;

import static dev.weft.collector.metrics.Dimension.DESTINATION_INSTANCE;
import static dev.weft.collector.metrics.Dimension.DESTINATION_SERVICE;
import static dev.weft.collector.metrics.Dimension.DESTINATION_VERSION;
import static dev.weft.collector.metrics.Dimension.RESPONSE_CODE;
import static dev.weft.collector.metrics.Dimension.SOURCE_SERVICE;
import static dev.weft.collector.metrics.Told.byCaller;
import static dev.weft.collector.metrics.Told.byServer;
import static dev.weft.collector.metrics.Told.stats;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.weft.policy.frame.AgentMessage.Stats;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class TrafficStoreTest {
  private static final long BEGIN = 1_800_000_000_000L;
  private static final Offset<Double> EXACTLY = within(1e-6);

  private long now = BEGIN;
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final TrafficStore store = new TrafficStore(() -> now, registry);

  private void pass(Duration time) {
    now += time.toMillis();
  }

  /** Tells the same every five seconds. */
  private void every5Seconds(Duration length, Stats stats) {
    for (long end = now + length.toMillis(); now < end; ) {
      now += 5_000;
      store.add("agent-1", stats);
    }
  }

  private List<TrafficRow> lastMinute(TrafficQuery.View view, Dimension... by) {
    TrafficQuery query = TrafficQuery.of(store.latest(Duration.ofMinutes(1))).view(view);
    return store.rows(by.length == 0 ? query : query.by(by[0], by));
  }

  @Test
  void anEdgeHasItsRateErrorsAndQuantiles() {
    every5Seconds(
        Duration.ofMinutes(2),
        stats(
            5_000,
            byCaller("page", "reviews", "v1").secured().series(90),
            byCaller("page", "reviews", "v1")
                .with("response_code", "503")
                .lasting(20, 25)
                .series(10)));
    List<TrafficRow> rows =
        lastMinute(TrafficQuery.View.CALLERS, SOURCE_SERVICE, DESTINATION_SERVICE);
    assertThat(rows).hasSize(1);
    assertThat(rows.get(0).key())
        .isEqualTo(Map.of(SOURCE_SERVICE, "page", DESTINATION_SERVICE, "reviews"));
    Traffic traffic = rows.get(0).traffic();
    assertThat(traffic.rate()).isCloseTo(20, EXACTLY);
    assertThat(traffic.errorRate()).isCloseTo(2, EXACTLY);
    assertThat(traffic.errorShare()).isCloseTo(0.1, EXACTLY);
    assertThat(traffic.securedShare()).isCloseTo(0.9, EXACTLY);
    assertThat(traffic.meanMillis()).isCloseTo(0.9 * 8 + 0.1 * 20, EXACTLY);
    assertThat(traffic.p90Millis()).isCloseTo(10, EXACTLY);
    assertThat(traffic.p99Millis()).isCloseTo(23.5, EXACTLY);
  }

  @Test
  void aReportIsSpreadOverTheSecondsThatItIsOf() {
    pass(Duration.ofSeconds(5));
    store.add("agent-1", stats(5_000, byCaller("page", "reviews", "v1").series(100)));
    pass(Duration.ofSeconds(6));
    TrafficQuery query =
        TrafficQuery.of(new Window(BEGIN, BEGIN + 8_000)).view(TrafficQuery.View.CALLERS);
    List<TrafficSeries> series = store.series(query, Duration.ofSeconds(1));
    assertThat(series).hasSize(1);
    assertThat(series.get(0).fromMillis()).isEqualTo(BEGIN);
    // It came within the second from 5 to 6.
    assertThat(series.get(0).points())
        .extracting(Traffic::requests)
        .containsExactly(0.0, 20.0, 20.0, 20.0, 20.0, 20.0, 0.0, 0.0);
  }

  @Test
  void theLatestWindowIsOneThatEveryAgentHasToldOf() {
    every5Seconds(
        Duration.ofMinutes(2), stats(5_000, byCaller("page", "reviews", "v1").series(50)));
    for (int i = 0; i < 5; i++) {
      assertThat(lastMinute(TrafficQuery.View.CALLERS).get(0).traffic().rate())
          .isCloseTo(10, EXACTLY);
      pass(Duration.ofSeconds(1));
    }
  }

  @Test
  void instancesVersionsAndCodesAreToldApartWhereAskedFor() {
    every5Seconds(
        Duration.ofMinutes(2),
        stats(
            5_000,
            byCaller("page", "reviews", "v1").at("a/reviews").series(10),
            byCaller("page", "reviews", "v1").at("b/reviews").series(20),
            byCaller("page", "reviews", "v2")
                .at("c/reviews")
                .with("response_code", "404")
                .series(5)));
    assertThat(lastMinute(TrafficQuery.View.CALLERS, DESTINATION_INSTANCE))
        .extracting(row -> row.key().get(DESTINATION_INSTANCE))
        .containsExactlyInAnyOrder("a/reviews", "b/reviews", "c/reviews");
    assertThat(lastMinute(TrafficQuery.View.CALLERS, DESTINATION_VERSION))
        .extracting(row -> row.traffic().requests())
        .containsExactlyInAnyOrder(360.0, 60.0);
    TrafficQuery notFound =
        TrafficQuery.of(store.latest(Duration.ofMinutes(1))).where(RESPONSE_CODE, "404", "410");
    assertThat(store.rows(notFound).get(0).traffic().requests()).isCloseTo(60, EXACTLY);
    assertThat(store.rows(notFound).get(0).traffic().errors()).as("the caller's own").isZero();
  }

  @Test
  void anInstanceThatServesIsTheOneThatTells() {
    every5Seconds(
        Duration.ofMinutes(2), stats(5_000, byServer("page", "reviews", "v1").secured().series(5)));
    assertThat(lastMinute(TrafficQuery.View.SERVERS, DESTINATION_INSTANCE).get(0).key())
        .containsEntry(DESTINATION_INSTANCE, "agent-1/reviews");
  }

  @Test
  void callsBetweenTwoAgentsAreSeenOnceAndThoseFromOutsideAreNotForgotten() {
    Stats both =
        stats(
            5_000,
            byCaller("page", "reviews", "v1").series(30),
            byServer("unknown", "reviews", "v1").series(90),
            byCaller("page", "ratings", "v1").secured().series(10),
            byServer("page", "ratings", "v1").secured().series(10),
            byServer("unknown", "page", "v1").series(50),
            byCaller("page", "details", "v1").series(40),
            byServer("unknown", "details", "v1").series(41));
    every5Seconds(Duration.ofMinutes(2), both);
    assertThat(lastMinute(TrafficQuery.View.ALL, SOURCE_SERVICE, DESTINATION_SERVICE))
        .extracting(
            row -> row.key().get(SOURCE_SERVICE) + ">" + row.key().get(DESTINATION_SERVICE),
            row -> Math.round(row.traffic().rate() * 1000))
        .containsExactlyInAnyOrder(
            org.assertj.core.api.Assertions.tuple("page>reviews", 6_000L),
            org.assertj.core.api.Assertions.tuple("unknown>reviews", 12_000L),
            org.assertj.core.api.Assertions.tuple("page>ratings", 2_000L),
            org.assertj.core.api.Assertions.tuple("unknown>page", 10_000L),
            org.assertj.core.api.Assertions.tuple("page>details", 8_000L));
  }

  @Test
  void gRpcFailsByItsOwnStatus() {
    every5Seconds(
        Duration.ofMinutes(2),
        stats(
            5_000,
            byCaller("page", "reviews", "v1")
                .with("request_protocol", "grpc")
                .with("grpc_response_status", "14")
                .series(5),
            byCaller("page", "reviews", "v1")
                .with("request_protocol", "grpc")
                .with("grpc_response_status", "5")
                .series(15)));
    assertThat(lastMinute(TrafficQuery.View.CALLERS).get(0).traffic().errorShare())
        .isCloseTo(0.25, EXACTLY);
  }

  @Test
  void whatIsOlderThanAQuarterOfAnHourIsKeptByTheMinuteForADay() {
    every5Seconds(
        Duration.ofMinutes(10), stats(5_000, byCaller("page", "reviews", "v1").series(50)));
    pass(Duration.ofMinutes(30));
    TrafficQuery query =
        TrafficQuery.of(new Window(BEGIN, BEGIN + 600_000)).view(TrafficQuery.View.CALLERS);
    List<TrafficSeries> series = store.series(query, Duration.ofMinutes(1));
    assertThat(series.get(0).points()).hasSize(10);
    assertThat(series.get(0).points()).extracting(Traffic::rate).containsOnly(10.0);
    assertThat(store.rows(query).get(0).traffic().requests()).isCloseTo(6_000, EXACTLY);
    assertThatThrownBy(() -> store.series(query, Duration.ofSeconds(10)))
        .hasMessageContaining("at least 1 min was expected");

    pass(Duration.ofHours(24));
    store.add("agent-1", stats(5_000, byCaller("page", "other", "v1").series(1)));
    assertThat(store.rows(query)).isEmpty();
  }

  @Test
  void aReportThatWasHeldUpIsCountedInTheMinutesThatItIsOf() {
    pass(Duration.ofMinutes(3));
    store.add("agent-1", stats(180_000, byCaller("page", "reviews", "v1").series(100)));
    pass(Duration.ofMinutes(30));
    TrafficQuery query =
        TrafficQuery.of(new Window(BEGIN, BEGIN + 240_000)).view(TrafficQuery.View.CALLERS);
    assertThat(store.series(query, Duration.ofMinutes(1)).get(0).points())
        .extracting(Traffic::requests)
        .containsExactly(33.0, 34.0, 33.0, 0.0);
  }

  @Test
  void anAnswerIsBounded() {
    every5Seconds(
        Duration.ofMinutes(1), stats(5_000, byCaller("page", "reviews", "v1").series(50)));
    Window long1 = new Window(BEGIN, BEGIN + 200_000_000);
    assertThatThrownBy(() -> store.series(TrafficQuery.of(long1), Duration.ofSeconds(1)))
        .hasMessageContaining("at most " + TrafficQueries.MAX_POINTS);
    assertThatThrownBy(() -> store.series(TrafficQuery.of(long1), Duration.ofMillis(10)))
        .hasMessageContaining("at least 1 s");
  }

  @Test
  void whatHasNoRoomIsCountedTogetherAndCounted() {
    for (int i = 0; i < Totals.MAX_SERIES + 50; i++) {
      store.add("agent-1", stats(5_000, byCaller("page", "s" + i, "v1").series(2)));
    }
    assertThat(registry.get("weft.collector.metrics.requests.overflow").counter().count())
        .isEqualTo(100);
    assertThat(registry.get("weft.collector.metrics.series").gauge().value())
        .isEqualTo(Totals.MAX_SERIES + 1);
    pass(Duration.ofSeconds(10));
    TrafficQuery all = TrafficQuery.of(new Window(now - 60_000, now));
    assertThat(store.rows(all.by(DESTINATION_SERVICE)))
        .hasSize(Totals.MAX_SERIES + 1)
        .anySatisfy(
            row -> {
              assertThat(row.key()).containsEntry(DESTINATION_SERVICE, "");
              assertThat(row.traffic().requests()).isCloseTo(100, EXACTLY);
            });
  }

  @Test
  void whatNobodyCallsForADayMakesRoom() {
    store.add("agent-1", stats(5_000, byCaller("page", "old", "v1").series(2)));
    pass(Duration.ofHours(25));
    every5Seconds(
        Duration.ofMinutes(7), stats(5_000, byCaller("page", "reviews", "v1").series(50)));
    assertThat(registry.get("weft.collector.metrics.series").gauge().value()).isEqualTo(1);
    assertThat(registry.get("weft.collector.metrics.ring.series").gauge().value()).isEqualTo(1);
    store.add("agent-1", stats(5_000, byCaller("page", "old", "v1").series(3)));
    pass(Duration.ofSeconds(1));
    TrafficQuery lately = TrafficQuery.of(new Window(now - 60_000, now));
    assertThat(store.rows(lately.where(DESTINATION_SERVICE, "old")).get(0).traffic().requests())
        .isCloseTo(3, EXACTLY);
  }

  @Test
  void whatWasLostIsCounted() {
    store.add("agent-1", new Stats(2, 5_000, new Stats.Lost(1, 31), List.of()));
    store.repeated();
    store.vanished();
    assertThat(registry.get("weft.collector.metrics.intervals.lost").counter().count())
        .isEqualTo(1);
    assertThat(registry.get("weft.collector.metrics.requests.lost").counter().count())
        .isEqualTo(31);
    assertThat(registry.get("weft.collector.metrics.reports.repeated").counter().count())
        .isEqualTo(1);
    assertThat(registry.get("weft.collector.metrics.agents.vanished").counter().count())
        .isEqualTo(1);
  }
}
