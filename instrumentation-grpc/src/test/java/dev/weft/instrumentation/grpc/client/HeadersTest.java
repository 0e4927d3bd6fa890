package dev.weft.instrumentation.grpc.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.core.call.Reason;
import dev.weft.core.call.Refusal;
import dev.weft.instrumentation.grpc.wire.HeaderNames;
import dev.weft.policy.compiled.HeaderEdits;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HeadersTest {
  private final Metadata metadata = new Metadata();

  @Test
  void severalValuesAreJoined() {
    put("x", "a");
    put("x", "b");
    assertThat(HeaderNames.joined(metadata, "X")).isEqualTo("a,b");
    assertThat(HeaderNames.joined(metadata, "y")).isNull();
  }

  @Test
  void binaryAndPseudoHeadersHaveNoText() {
    metadata.put(Metadata.Key.of("x-bin", Metadata.BINARY_BYTE_MARSHALLER), new byte[1]);
    assertThat(HeaderNames.joined(metadata, "x-bin")).isNull();
    assertThat(HeaderNames.joined(metadata, ":path")).isNull();
  }

  @Test
  void editsRemoveThenSetThenAdd() {
    put("gone", "g");
    put("set", "mine");
    put("add", "a");
    metadata.put(Metadata.Key.of("raw-bin", Metadata.BINARY_BYTE_MARSHALLER), new byte[1]);

    Headers.edit(
        metadata,
        new HeaderEdits.Edits(Map.of("set", "s"), Map.of("add", "b"), List.of("gone", "raw-bin")));

    assertThat(metadata.keys()).containsExactlyInAnyOrder("set", "add");
    assertThat(HeaderNames.joined(metadata, "set")).isEqualTo("s");
    assertThat(HeaderNames.joined(metadata, "add")).isEqualTo("a,b");
  }

  @Test
  void aKeyOfEveryCallIsMadeOnce() {
    assertThat(HeaderNames.key("traceparent")).isNotNull().isSameAs(HeaderNames.key("traceparent"));
    put("traceparent", "00-1");
    assertThat(HeaderNames.joined(metadata, "traceparent")).isEqualTo("00-1");
  }

  @Test
  void aRefusalIsAStatusWithItsFlag() {
    Refusal refusal =
        new Refusal(Reason.UH, 503, 14, 0, Map.of("x-more", List.of("m")), "no healthy upstream");

    assertThat(Headers.status(refusal).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(Headers.status(refusal).getDescription()).isEqualTo("no healthy upstream");
    Metadata trailers = Headers.trailers(refusal);
    assertThat(HeaderNames.joined(trailers, Refusal.FLAGS_HEADER)).isEqualTo("UH");
    assertThat(HeaderNames.joined(trailers, "x-more")).isEqualTo("m");
  }

  private void put(String name, String value) {
    metadata.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value);
  }
}
