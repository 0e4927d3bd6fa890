package dev.weft.smoke.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.smoke.app.Line;
import dev.weft.smoke.harness.App;

/** What the tests of clients have in common. */
interface ClientTests {
  /** Routes say this unless a test is about retries, so that none happens unasked. */
  String ONCE = "retries: {attempts: 0}";

  World world();

  /** Whether the library has a call that does not block. */
  boolean isAsync();

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

  /** What the server said that it was asked. */
  default Line body(Line answer) {
    assertThat(answer.values()).as(answer.toString()).doesNotContainKey("header.x-weft-flags");
    assertThat(answer.get("error")).as(answer.toString()).isEmpty();
    return Line.parse(answer.get("body"));
  }
}
