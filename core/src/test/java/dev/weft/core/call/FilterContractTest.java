package dev.weft.core.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.core.fake.FakeExchange;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FilterContractTest {
  private final List<String> trace = new ArrayList<>();

  private final class Recording<S extends Scope> implements Filter<S> {
    private final String name;
    private final @Nullable Refusal refusal;

    private Recording(String name, @Nullable Refusal refusal) {
      this.name = name;
      this.refusal = refusal;
    }

    @Override
    public @Nullable Refusal enter(S scope) {
      trace.add("+" + name);
      return refusal;
    }

    @Override
    public void exit(S scope) {
      trace.add("-" + name);
    }
  }

  private final class Broken implements Filter<OutboundExchange> {
    @Override
    public @Nullable Refusal enter(OutboundExchange scope) {
      trace.add("+broken");
      return null;
    }

    @Override
    public void exit(OutboundExchange scope) {
      throw new IllegalStateException("bug");
    }
  }

  private static final Joint NEVER =
      new Joint() {
        @Override
        public long consider(Attempt attempt) {
          return -1;
        }

        @Override
        public void release(OutboundExchange exchange) {}
      };

  private FakeExchange exchange(
      List<Filter<OutboundExchange>> call, List<Filter<Attempt>> attempt) {
    return new FakeExchange(new OutboundPath(() -> 0, call, NEVER, attempt), "reviews", "/");
  }

  @Test
  void filtersAreExitedInTheReverseOrderOfTheirEntering() {
    FakeExchange exchange =
        exchange(
            List.of(new Recording<>("a", null), new Recording<>("b", null)),
            List.of(new Recording<>("c", null), new Recording<>("d", null)));
    assertThat(exchange.open()).isEqualTo(Opening.GO);
    assertThat(exchange.next()).isNotNull();
    exchange.close();
    assertThat(trace).containsExactly("+a", "+b", "+c", "+d", "-d", "-c", "-b", "-a");
  }

  @Test
  void theFilterThatRefusedIsExitedAndThoseBehindItAreNotEntered() {
    Refusal refusal = Refusal.of(Reason.NR, 404, 12, "");
    FakeExchange exchange =
        exchange(
            List.of(
                new Recording<>("a", null),
                new Recording<>("b", refusal),
                new Recording<>("c", null)),
            List.of());
    assertThat(exchange.open()).isEqualTo(Opening.REFUSED);
    assertThat(exchange.refusal()).isSameAs(refusal);
    exchange.close();
    assertThat(trace).containsExactly("+a", "+b", "-b", "-a");
  }

  @Test
  void closingTwiceExitsOnce() {
    FakeExchange exchange = exchange(List.of(new Recording<>("a", null)), List.of());
    exchange.open();
    exchange.close();
    exchange.close();
    assertThat(trace).containsExactly("+a", "-a");
  }

  @Test
  void aRefusedFirstAttemptIsTheCallsRefusal() {
    Refusal refusal = Refusal.of(Reason.UH, 503, 14, "");
    FakeExchange exchange =
        exchange(List.of(), List.of(new Recording<>("a", null), new Recording<>("b", refusal)));
    exchange.open();
    assertThat(exchange.next()).isNull();
    assertThat(exchange.refusal()).isEqualTo(refusal);
    exchange.close();
    assertThat(trace).containsExactly("+a", "+b", "-b", "-a");
  }

  @Test
  void aFilterThatFailsAtItsExitIsNamedAndTheOthersAreExited() {
    FakeExchange exchange = exchange(List.of(new Recording<>("a", null), new Broken()), List.of());
    exchange.open();
    assertThatThrownBy(exchange::close)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Broken");
    assertThat(trace).containsExactly("+a", "+broken", "-a");
  }

  @Test
  void aSecondExitNamesTheFilter() {
    Filters<OutboundExchange> filters = new CallFilters(List.of(new Recording<>("a", null)));
    FakeExchange exchange = exchange(List.of(), List.of());
    filters.enter(exchange);
    filters.exit(exchange);
    assertThatThrownBy(() -> filters.exit(exchange))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Recording")
        .hasMessageContaining("second time");
  }

  @Test
  void nextWithoutAVerdictToGoRoundIsRefused() {
    FakeExchange exchange = exchange(List.of(), List.of());
    exchange.open();
    exchange.next();
    assertThatThrownBy(exchange::next)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("attempt 1");
  }

  @Test
  void aVerdictIsMemoized() {
    FakeExchange exchange = exchange(List.of(), List.of());
    exchange.open();
    Attempt attempt = exchange.next();
    assertThat(attempt.trailed(0)).isTrue();
    assertThat(attempt.failed(new RuntimeException())).isTrue();
    assertThat(attempt.grpcStatus()).isZero();
    assertThat(attempt.failure()).isNull();
  }

  @Test
  void allPlacesAreUsedAndOneFilterMoreIsRefused() {
    List<Filter<OutboundExchange>> filters = new ArrayList<>();
    List<String> there = new ArrayList<>();
    List<String> andBack = new ArrayList<>();
    for (int i = 0; i < Filters.PLACES; i++) {
      filters.add(new Recording<>("f" + i, null));
      there.add("+f" + i);
      andBack.add(0, "-f" + i);
    }
    FakeExchange exchange = exchange(filters, List.of());
    exchange.open();
    exchange.close();
    there.addAll(andBack);
    assertThat(trace).containsExactlyElementsOf(there);
    filters.add(new Recording<>("one more", null));
    assertThatThrownBy(() -> exchange(filters, List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("9 filters: expected at most 8, as many as there are places");
  }
}
