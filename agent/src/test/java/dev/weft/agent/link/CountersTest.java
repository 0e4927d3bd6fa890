package dev.weft.agent.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.policy.frame.AgentMessage.Stats;
import dev.weft.policy.frame.AgentMessage.Stats.Lost;
import dev.weft.policy.frame.AgentMessage.Stats.Series;
import dev.weft.policy.frame.CollectorMessage.StatsTaken;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CountersTest extends LinkMachineFixture {
  private static Series calls(long count) {
    return new Series(Map.of("k", "v"), count, 2.0, List.of(count));
  }

  private List<Stats> sent() {
    return wire.sent(Stats.class);
  }

  private static Stats message(long sequence, long intervalMillis, Series... series) {
    return new Stats(sequence, intervalMillis, Lost.NOTHING, List.of(series));
  }

  @Test
  void everyFiveSecondsWhatIsNewIsSentWithItsInterval() {
    connect("l1");
    pass(4);
    series.add(calls(3));
    assertThat(sent()).isEmpty();
    pass(1);
    assertThat(sent()).containsExactly(message(1, 5_000, calls(3)));
    machine.received(new StatsTaken(1));
    pass(5);
    assertThat(sent()).as("nothing was counted").hasSize(1);
    series.add(calls(4));
    pass(5);
    assertThat(sent()).last().isEqualTo(message(2, 5_000, calls(4)));
  }

  @Test
  void whatIsNotTakenIsSentAgainWithItsNumberToWhoRemembersTheNumbers() {
    connect("l1");
    series.add(calls(3));
    pass(5);
    machine.disconnected("cut");
    series.add(calls(5));
    pass(20);
    connect("l1");
    assertThat(sent()).containsExactly(message(1, 5_000, calls(3)));

    machine.received(new StatsTaken(1));
    pass(5);
    assertThat(sent()).last().isEqualTo(message(2, 25_000, calls(5)));
  }

  @Test
  void whatMayHaveBeenAddedIsNotSentToARestartedCollectorButToldAsLost() {
    connect("l1");
    series.add(calls(3));
    pass(5);
    machine.disconnected("killed");
    series.add(calls(5));
    connect("l2");
    assertThat(sent()).isEmpty();
    pass(5);
    assertThat(sent()).containsExactly(new Stats(2, 5_000, new Lost(1, 3), List.of(calls(5))));
  }

  @Test
  void aLossIsToldAlsoWhereNothingWasCountedSince() {
    connect("l1");
    series.add(calls(3));
    pass(5);
    machine.disconnected("killed");
    connect("l2");
    pass(5);
    assertThat(sent()).containsExactly(new Stats(2, 5_000, new Lost(1, 3), List.of()));
  }

  @Test
  void aLossThatWasNotTakenIsNotForgotten() {
    connect("l1");
    series.add(calls(3));
    pass(5);
    machine.disconnected("killed");
    connect("l2");
    series.add(calls(4));
    pass(5);
    machine.disconnected("killed");
    connect("l3");
    pass(5);
    assertThat(sent()).containsExactly(new Stats(3, 5_000, new Lost(2, 7), List.of()));
  }

  @Test
  void onlyOneMessageIsOnItsWaySoThatNoMoreCanBeLost() {
    connect("l1");
    series.add(calls(3));
    pass(5);
    series.add(calls(4));
    pass(5);
    series.add(calls(5));
    pass(5);
    assertThat(sent()).hasSize(1);
    machine.received(new StatsTaken(1));
    assertThat(sent())
        .containsExactly(message(1, 5_000, calls(3)), message(2, 10_000, calls(4), calls(5)));
  }

  @Test
  void moreThanAMessageMayHoldGoesInSeveral() {
    connect("l1");
    IntStream.range(0, Counters.MAX_SERIES + 1).forEach(i -> series.add(calls(i)));
    pass(5);
    assertThat(sent()).hasSize(1);
    machine.received(new StatsTaken(1));
    assertThat(sent()).last().isEqualTo(message(2, 5_000, calls(Counters.MAX_SERIES)));
  }

  @Test
  void whatWasCountedToTheEndIsSentBeforeTheLinkEnds() {
    connect("l1");
    series.add(calls(3));
    wire.keepsAfterClose = true;
    machine.close();
    assertThat(sent()).containsExactly(message(1, 1, calls(3)));
  }
}
