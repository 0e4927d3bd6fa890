package dev.weft.benchmarks.requests;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WorkloadsTest {
  @Test
  void everyWorkloadIsInTheFirstFork() {
    assertThat(Workloads.of(0))
        .extracting(Workload::name)
        .containsExactly("http-jdk", "http-apache", "chain", "grpc");
  }

  @Test
  void onlyTheMainWorkloadIsStartedAnewForASecondFork() {
    assertThat(Workloads.of(1)).extracting(Workload::name).containsExactly("http-jdk");
  }

  @Test
  void noWorkloadHasMoreForksThanItSays() {
    assertThat(Workloads.of(2)).isEmpty();
  }
}
