package dev.weft.core.path;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.core.call.Opening;
import dev.weft.core.fake.FakeMesh;
import dev.weft.core.trace.Propagation;
import dev.weft.core.trace.Sampler;
import dev.weft.policy.frame.Host;
import org.junit.jupiter.api.Test;

class WaitingTest {
  private final FakeMesh mesh =
      new FakeMesh().host("reviews", new Host.ServicePort(9080, "http")).apply();

  @Test
  void waitsForTheEndpointsOfAKnownHost() {
    assertThat(mesh.call("reviews:9080", "/").open()).isEqualTo(Opening.PENDING);
  }

  @Test
  void doesNotWaitWhileTheCollectorCannotBeReached() {
    mesh.path.noLongerWait();
    assertThat(mesh.call("reviews:9080", "/").open()).isEqualTo(Opening.GO);
  }

  @Test
  void waitsAgainAfterTheCollectorIsHeardFromAgain() {
    mesh.path.noLongerWait();
    mesh.apply();
    assertThat(mesh.call("reviews:9080", "/").open()).isEqualTo(Opening.PENDING);
  }

  @Test
  void beforeAnyNameIsKnownAShortOneConcernsTheMesh() {
    FakeMesh cold = new FakeMesh(Sampler.OFF, Propagation.NONE);
    assertThat(cold.path.concerns("reviews")).isTrue();
    assertThat(cold.path.concerns("example.com")).isFalse();
    assertThat(cold.path.concerns("localhost")).isFalse();
    cold.path.noLongerWait();
    assertThat(cold.path.concerns("reviews")).isFalse();
  }
}
