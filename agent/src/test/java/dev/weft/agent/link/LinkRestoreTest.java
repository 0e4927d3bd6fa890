package dev.weft.agent.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.policy.frame.AgentMessage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the disk keeps for the next start. */
class LinkRestoreTest extends LinkMachineFixture {
  @Test
  void whatWasKnownIsKeptBeforeTheCollectorIsToldThatThisJvmLeaves() {
    connect();
    machine.received(Frames.full("e1", 7, Frames.instance("i", 8080, 8443)));

    machine.leave();

    LinkMachine next = machine("service=reviews");
    next.restore();
    next.disconnected("refused");
    assertThat(sink.last.state().endpoints()).containsKey(Frames.REVIEWS);
  }

  @Test
  void whatWasKnownIsKeptForTheNextStart() {
    connect();
    machine.use(List.of(Frames.REVIEWS));
    machine.received(Frames.full("e1", 7, Frames.instance("i", 8080, 8443)));
    pass(2);

    LinkMachine next = machine("service=reviews");
    next.restore();

    // Names at once, so that calls know the host; its instances are old and wait for the answer.
    assertThat(sink.last.state().hosts()).containsKey(Frames.REVIEWS);
    assertThat(sink.last.state().endpoints()).isEmpty();
    assertThat(sink.last.trustDomain()).isEqualTo("mesh.test");

    next.disconnected("refused");
    assertThat(sink.last.state().endpoints()).containsKey(Frames.REVIEWS);

    RecordingWire later = new RecordingWire();
    next.connected(later);
    AgentMessage.Hello hello = later.sent(AgentMessage.Hello.class).get(0);
    assertThat(hello.uses()).containsExactly(Frames.REVIEWS);
    assertThat(hello.revision()).as("old knowledge is no base for a delta").isZero();
  }

  @Test
  void keptInstancesAreUsedWhenTheCollectorConnectsButSaysNothing() {
    connect();
    machine.received(Frames.full("e1", 7, Frames.instance("i", 8080, 8443)));
    pass(2);
    machine = machine("service=reviews");
    machine.restore();
    connect();

    pass(1);
    assertThat(sink.last.state().endpoints()).isEmpty();
    pass(1);
    assertThat(sink.last.state().endpoints()).containsKey(Frames.REVIEWS);
  }

  @Test
  void anotherCollectorsStateIsNotUsedAndADamagedOneIsReported() throws Exception {
    connect();
    machine.received(Frames.full("e1", 7));
    pass(2);
    int applied = sink.applied.size();

    machine("service=reviews;collector=http://other:1").restore();
    assertThat(sink.applied).hasSize(applied);

    Files.writeString(dir.resolve("state/reviews"), "nonsense");
    machine("service=reviews").restore();
    assertThat(sink.applied).hasSize(applied);
    assertThat(said.toString(StandardCharsets.UTF_8)).contains("kept policy is not used");
  }
}
