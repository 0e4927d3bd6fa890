package dev.weft.benchmarks.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.policy.document.DocumentKey;
import dev.weft.policy.document.PolicyDocument;
import dev.weft.policy.frame.CollectorMessage;
import dev.weft.policy.frame.Frame;
import dev.weft.policy.frame.FrameCodec;
import dev.weft.policy.frame.SwitchLevel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Against what the real codec writes. */
class ReceivedTest {
  private final FrameCodec codec = new FrameCodec();

  @Test
  void aFrameTellsWhatItsAcknowledgementNeedsAndWhetherItHoldsTheMarker() {
    PolicyDocument document =
        new PolicyDocument(
            new DocumentKey("VirtualService", "default", "fleet"),
            "networking.istio.io/v1",
            Map.of(),
            Map.of("weft.dev/marker", "change-7"),
            Map.of("hosts", List.of("s0")),
            1);
    Frame frame =
        new Frame("epoch", 42, 41, List.of(document), List.of(), List.of(), List.of(), List.of());

    Received received = received(frame, "change-7");

    assertThat(received.type()).isEqualTo("frame");
    assertThat(received.epoch()).isEqualTo("epoch");
    assertThat(received.revision()).isEqualTo(42);
    assertThat(received.marked()).isTrue();
    assertThat(received(frame, "change-8").marked()).isFalse();
    assertThat(received(frame, "").marked()).isFalse();
  }

  @Test
  void aSwitchTellsItsLevel() {
    CollectorMessage switches =
        new CollectorMessage.Switches(SwitchLevel.POLICY, SwitchLevel.NONE, List.of());

    assertThat(received(switches, "").level()).isEqualTo(SwitchLevel.POLICY);
  }

  private Received received(CollectorMessage message, String marker) {
    return Received.of(codec.write(message).getBytes(StandardCharsets.UTF_8), marker);
  }
}
