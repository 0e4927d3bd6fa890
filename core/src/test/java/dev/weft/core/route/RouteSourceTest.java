package dev.weft.core.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.policy.compiled.CompiledPolicy;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

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
}
