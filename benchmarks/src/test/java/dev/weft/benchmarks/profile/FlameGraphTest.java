package dev.weft.benchmarks.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class FlameGraphTest {
  @Test
  void onlyCodeOfWeftAtTheTopOfAStackCountsAsItsOwn() {
    Frame root = new Frame("all");
    root.add(List.of("client", "app.Main.call", "dev.weft.core.Route.enter"), 3);
    root.add(List.of("client", "java.lang.WeftBridge.call", "java.net.Socket.write"), 5);
    root.add(List.of("client", "dev.weft.benchmarks.apps.Driver.run"), 2);

    assertThat(root.weight()).isEqualTo(10);
    assertThat(root.ownOfWeft()).isEqualTo(3);
    assertThat(FlameGraph.draw(root, "CPU", "samples"))
        .contains("30.0 % of samples")
        .contains("dev.weft.core.Route.enter: 30.00 %")
        .contains("class='weft'");
  }

  @Test
  void namesAreEscapedAndNothingIsDrawnOfNothing() {
    Frame root = new Frame("all");
    assertThatThrownBy(() -> FlameGraph.draw(root, "CPU", "samples"))
        .hasMessageContaining("no samples");

    root.add(List.of("a.B.<init>"), 1);

    assertThat(FlameGraph.draw(root, "CPU", "samples")).contains("B.&lt;init&gt;");
    assertThat(FlameGraph.shortened("a.b.C.d")).isEqualTo("C.d");
    assertThat(FlameGraph.shortened("all")).isEqualTo("all");
  }
}
