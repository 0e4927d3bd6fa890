package dev.weft.agent.weave;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.bootstrap.Adapter;
import dev.weft.policy.frame.AgentMessage.AdapterReport;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdapterStatesTest {
  private final List<String> said = new ArrayList<>();
  private final Listener listener = new Listener();
  private final AdapterStates states = new AdapterStates(listener);

  @BeforeEach
  void twoAdapters() {
    add("tomcat");
    add("grpc");
  }

  @Test
  void aFaultThatTheAdapterTellsOfCountsAgainstItAlone() {
    states.fault("grpc", new IllegalStateException("ours"));

    assertThat(states.reports()).extracting(AdapterReport::faults).containsExactly(0L, 1L);
    assertThat(said)
        .containsExactly(
            "fault in adapter grpc, calls go on without it: java.lang.IllegalStateException: ours");
    assertThat(states.isOff("grpc")).isFalse();
  }

  @Test
  void anAdapterOverItsBudgetIsSwitchedOff() {
    for (int i = 0; i < FaultBudget.PER_WINDOW; i++) {
      states.fault("grpc", new IllegalStateException("ours"));
    }
    assertThat(states.isOff("grpc")).isFalse();

    states.fault("grpc", new IllegalStateException("one too many"));

    assertThat(states.isOff("grpc")).isTrue();
    assertThat(states.isOff("tomcat")).isFalse();
    AdapterReport report = states.reports().get(1);
    assertThat(report.state()).isEqualTo("off");
    assertThat(report.faults()).isEqualTo(FaultBudget.PER_WINDOW + 1);
    assertThat(report.detail()).contains("one too many");
    assertThat(said).hasSize(2).last().asString().contains("grpc is switched off");
  }

  @Test
  void aFaultOfAnAdapterThatWasNeverGivenIsSaid() {
    states.fault("jetty", new IllegalStateException("ours"));

    assertThat(said).singleElement().asString().contains("jetty, which was never given");
    assertThat(states.isOff("jetty")).isFalse();
  }

  @Test
  void reportsAreTheSameListWhileNothingChanges() {
    List<AdapterReport> first = states.reports();
    assertThat(states.reports()).isSameAs(first);

    states.fault("grpc", new IllegalStateException("ours"));
    List<AdapterReport> second = states.reports();
    assertThat(second).isNotEqualTo(first);

    add("jetty");
    assertThat(states.reports()).hasSize(3).startsWith(second.toArray(AdapterReport[]::new));
  }

  private void add(String name) {
    Adapter adapter = new Adapter(name, List.of(), List.of(), List.of(), List.of(), "none");
    states.add(new AdapterState(adapter, true, null, () -> 1, listener));
  }

  private final class Listener implements Weaver.Listener {
    @Override
    public void firstWoven(Adapter adapter) {
      said.add("woven");
    }

    @Override
    public void said(String line, @Nullable Throwable fault) {
      said.add(line);
    }
  }
}
