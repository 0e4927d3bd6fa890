package dev.weft.benchmarks.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;

class CaseTest {
  @Test
  void everyBenchmarkIsACaseAndEveryCaseABenchmark() {
    var known =
        BenchmarkList.defaultList()
            .getAll(
                OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT), List.of())
            .stream()
            .map(entry -> entry.getUsername())
            .toList();
    assertThat(Case.all())
        .extracting(one -> one.type().getName() + "." + one.method())
        .containsOnly(known.toArray(String[]::new));
  }

  @Test
  void namesAreUnique() {
    assertThat(Case.all()).extracting(Case::name).doesNotHaveDuplicates();
  }
}
