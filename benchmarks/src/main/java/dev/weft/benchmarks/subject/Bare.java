package dev.weft.benchmarks.subject;

import java.io.IOException;

/** The applications as they are: {@code none}, what everything else is a ratio to. */
final class Bare implements Subject {
  @Override
  public String name() {
    return "none";
  }

  @Override
  public void check(Stage stage) throws IOException, InterruptedException, CheckFailed {
    Proofs.wire(stage, "http", false);
    Proofs.noSpans(stage);
    Proofs.notMeshed(stage);
  }
}
