package dev.weft.core.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.policy.compiled.CompiledPolicy;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RouteSourceTest {
  private final RouteSource source = new RouteSource(table());

  private static RouteTable table() {
    return new RouteTables()
        .build(CompiledPolicy.EMPTY, List.of(), Map.of(), "default", "cluster.local");
  }

  @Test
  void callsWaitAgainOnceTheCollectorIsBack() {
    source.noLongerWait();
    assertThat(source.waits()).isFalse();
    source.swap(table());
    assertThat(source.waits()).isTrue();
  }

  @Test
  void namesAreWaitedForUntilTheFirstTable() {
    assertThat(source.namesRemainingNanos(1_000, 50)).isEqualTo(50);
    assertThat(source.namesRemainingNanos(1_030, 50)).isEqualTo(20);
    assertThat(source.namesRemainingNanos(1_050, 50)).isZero();
    source.swap(table());
    assertThat(source.namesRemainingNanos(1_000, 50)).isZero();
  }

  @Test
  void namesAreNotWaitedForWithoutACollector() {
    source.noLongerWait();
    assertThat(source.namesRemainingNanos(1_000, 50)).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"reviews", "reviews:9080", "reviews.", "a.b.svc:80", "a.b.svc.cluster.local"})
  void namesThatOnlyTheMeshHasMayBeWaitedFor(String authority) {
    assertThat(Spellings.isShort(authority)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "localhost:8080",
        "LocalHost",
        "example.com",
        "a.b",
        "10.0.0.1:80",
        "[::1]:80",
        "[::1]",
        "::1",
        ""
      })
  void otherNamesNeverWait(String authority) {
    assertThat(Spellings.isShort(authority)).isFalse();
  }
}
