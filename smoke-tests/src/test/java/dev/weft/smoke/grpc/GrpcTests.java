package dev.weft.smoke.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.smoke.app.Line;
import dev.weft.smoke.harness.App;

/** What the parts of the suite have in common. */
interface GrpcTests {
  String TARGET = "echo:50051";

  /** Routes say this unless a test is about retries, so that none happens unasked. */
  String ONCE = "retries: {attempts: 0}";

  GrpcWorld world();

  default App caller() {
    return world().caller();
  }

  /** All calls of echo go to this version. */
  default void route(String subset, String... more) {
    world()
        .route(
            "- route: [{destination: {host: echo, subset: " + subset + "}}]",
            "  " + String.join("\n  ", more));
  }

  /** Calls echo, names and values in turn. */
  default Line echo(Object... namesAndValues) {
    Line line = Line.of(namesAndValues);
    return caller().call(line.has("target") ? namesAndValues : with(namesAndValues));
  }

  private static Object[] with(Object[] namesAndValues) {
    Object[] all = new Object[namesAndValues.length + 2];
    System.arraycopy(namesAndValues, 0, all, 0, namesAndValues.length);
    all[namesAndValues.length] = "target";
    all[namesAndValues.length + 1] = TARGET;
    return all;
  }

  /** What the server said that it was asked. */
  default Line body(Line answer) {
    assertThat(answer.get("code")).as(answer.toString()).isEqualTo("OK");
    return Line.parse(answer.get("body"));
  }
}
