package dev.weft.benchmarks.apps;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DriverTest {
  private final List<String> calls = Collections.synchronizedList(new ArrayList<>());

  @Test
  void asManyRequestsAreSentAsWereAskedForTakingAddressesInTurn() throws Exception {
    Driver driver = new Driver((next, variant) -> calls.add(next + variant), List.of("a", "b"));
    assertThat(numbers(driver.answer("send", List.of("/x", "3", "10"))))
        .containsEntry("requests", 10L)
        .containsEntry("errors", 0L);
    assertThat(calls).hasSize(10);
    assertThat(calls.stream().filter("a/x"::equals)).hasSize(5);
  }

  @Test
  void failuresAreCountedAndAreNoLatency() throws Exception {
    Driver driver =
        new Driver(
            (next, variant) -> {
              throw new IllegalStateException("on purpose");
            },
            List.of("a"));
    assertThat(numbers(driver.answer("send", List.of("/x", "2", "6"))))
        .containsEntry("requests", 0L)
        .containsEntry("errors", 6L);
  }

  @Test
  void aStallIsSeenByEveryRequestThatWasDueMeanwhile() throws Exception {
    CountDownLatch stall = new CountDownLatch(1);
    Driver driver =
        new Driver(
            (next, variant) -> {
              calls.add(next);
              if (calls.size() == 1) {
                stall.await(200, java.util.concurrent.TimeUnit.MILLISECONDS);
              }
            },
            List.of("a"));
    // One connection, a request every 10 ms for 200 ms, the first of which takes all of it: a
    // driver that sends the next one only when it is free would report one slow request of twenty.
    Map<String, Long> answer = numbers(driver.answer("open", List.of("/x", "1", "100", "200")));
    assertThat(answer).containsEntry("requests", 20L);
    assertThat(answer.get("p50")).isGreaterThan(80_000_000L);
  }

  private static Map<String, Long> numbers(String answer) {
    return Stream.of(answer.split(" "))
        .map(word -> word.split("="))
        .collect(Collectors.toMap(pair -> pair[0], pair -> Long.parseLong(pair[1])));
  }
}
