package dev.weft.agent.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.policy.compiled.CompiledPolicy;
import dev.weft.policy.frame.AgentMessage;
import dev.weft.policy.frame.CollectorMessage;
import dev.weft.policy.frame.CollectorMessage.Switches;
import dev.weft.policy.frame.SwitchLevel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an operator switches off, and what of it outlives the process. */
class LinkSwitchesTest extends LinkMachineFixture {
  private static Switches switches(SwitchLevel level, String... adapters) {
    return new Switches(level, level, List.of(adapters));
  }

  @Test
  void policySwitchedOffIsInForceBeforeItIsAcknowledgedAndComesBackWhole() {
    connect();
    machine.received(Frames.full("e1", 7, Frames.instance("i", 8080, 8443)));
    assertThat(sink.last.policy()).isEqualTo(CompiledPolicy.EMPTY);

    machine.received(switches(SwitchLevel.POLICY));

    assertThat(sink.last.policy()).isEqualTo(SWITCHED_OFF);
    assertThat(sink.last.state().endpoints()).as("names resolve").containsKey(Frames.REVIEWS);
    assertThat(wire.sent(AgentMessage.Switched.class))
        .containsExactly(new AgentMessage.Switched(SwitchLevel.POLICY, List.of()));

    machine.received(Frames.delta("e1", 8, 7, Frames.document("good")));
    assertThat(sink.last.policy()).as("also for what comes later").isEqualTo(SWITCHED_OFF);
    assertThat(sink.last.state().documents()).hasSize(1);

    machine.received(Switches.NONE);
    assertThat(sink.last.policy()).isEqualTo(CompiledPolicy.EMPTY);
    assertThat(sink.last.state().documents()).hasSize(1);
  }

  @Test
  void documentsAreStillCheckedWhileTheyAreOff() {
    connect();
    machine.received(switches(SwitchLevel.POLICY));
    machine.received(Frames.full("e1", 7));
    machine.received(Frames.delta("e1", 8, 7, Frames.document("bad-1")));
    assertThat(wire.sent(AgentMessage.Nack.class)).hasSize(1);
    assertThat(sink.last.policy()).isEqualTo(SWITCHED_OFF);
  }

  @Test
  void aRestartWithoutTheCollectorKeepsWhatHoldsForTheServiceAndNotWhatWasOfTheInstance()
      throws Exception {
    connect();
    machine.received(Frames.full("e1", 7, Frames.instance("i", 8080, 8443)));
    pass(2);
    machine.received(new Switches(SwitchLevel.ALL, SwitchLevel.POLICY, List.of("tomcat", "grpc")));
    assertThat(sink.switches.level()).isEqualTo(SwitchLevel.ALL);

    Switches kept = new SwitchFile(file(), "http://localhost:7700").read();
    assertThat(kept)
        .isEqualTo(new Switches(SwitchLevel.POLICY, SwitchLevel.POLICY, List.of("tomcat", "grpc")));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");

    LinkMachine next = machine("service=reviews");
    next.restore();
    next.disconnected("refused");
    assertThat(sink.last.policy()).isEqualTo(SWITCHED_OFF);
    assertThat(sink.last.state().endpoints()).containsKey(Frames.REVIEWS);
  }

  @Test
  void nothingIsLeftOnDiskWhenEverythingIsOnAgain() throws Exception {
    connect();
    machine.received(switches(SwitchLevel.NONE, "tomcat"));
    assertThat(file()).exists();
    machine.received(Switches.NONE);
    assertThat(file()).doesNotExist();
    assertThat(new SwitchFile(file(), "any").read()).isEqualTo(Switches.NONE);
  }

  @Test
  void anotherCollectorsSwitchesAreNotUsedAndDamagedOnesAreReported() throws Exception {
    connect();
    machine.received(switches(SwitchLevel.ALL));
    assertThat(new SwitchFile(file(), "http://other:1").read()).isEqualTo(Switches.NONE);

    Files.writeString(file(), "nonsense");
    machine("service=reviews").restore();
    assertThat(said.toString(StandardCharsets.UTF_8)).contains("kept switches are not used");
  }

  @Test
  void aMessageOfANewerCollectorChangesNothing() {
    connect();
    machine.received(Frames.full("e1", 7));
    RecordingSink.Applied before = sink.last;
    machine.received(new CollectorMessage.Unknown("of-tomorrow"));
    assertThat(sink.last).isSameAs(before);
    machine.received(Frames.delta("e1", 8, 7, Frames.document("good")));
    assertThat(wire.sent(AgentMessage.Ack.class)).hasSize(2);
  }

  private java.nio.file.Path file() {
    return dir.resolve("state/reviews.switches");
  }
}
