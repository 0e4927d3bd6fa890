package dev.weft.instrumentation.grpc.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.core.call.FailureKind;
import io.grpc.Metadata;
import io.grpc.Status;
import org.junit.jupiter.api.Test;

class UnansweredExceptionTest {
  @Test
  void anAttemptThatReachedNoConnectionFailedToConnect() {
    assertThat(kind(Status.UNAVAILABLE.withDescription("io exception"), false))
        .isEqualTo(FailureKind.CONNECT);
  }

  @Test
  void aConnectionThatEndedIsAReset() {
    assertThat(kind(Status.UNAVAILABLE.withDescription("Network closed"), true))
        .isEqualTo(FailureKind.RESET);
  }

  @Test
  void aRefusedStreamIsToldByItsHttp2Code() {
    Status refused = Status.UNAVAILABLE.withDescription("HTTP/2 error code: REFUSED_STREAM");
    assertThat(kind(refused, true)).isEqualTo(FailureKind.REFUSED_STREAM);
  }

  @Test
  void aStreamResetByThePeerIsAReset() {
    Status reset =
        Status.INTERNAL.withDescription("RST_STREAM closed stream. HTTP/2 error code: INTERNAL");
    assertThat(kind(reset, true)).isEqualTo(FailureKind.RESET);
  }

  @Test
  void whatTheCallerGaveUpIsNotRetried() {
    assertThat(kind(Status.CANCELLED, true)).isEqualTo(FailureKind.CANCELLED);
    assertThat(kind(Status.DEADLINE_EXCEEDED, false)).isEqualTo(FailureKind.CANCELLED);
  }

  @Test
  void aMistakeOfTheApplicationsIsNotTheNetworks() {
    Status marshalling = Status.INTERNAL.withDescription("Failed to stream message");
    assertThat(kind(marshalling, true)).isEqualTo(FailureKind.OTHER);
    assertThat(kind(Status.RESOURCE_EXHAUSTED, true)).isEqualTo(FailureKind.OTHER);
  }

  @Test
  void theApplicationsStatusIsKept() {
    Status status = Status.UNAVAILABLE.withCause(new IllegalStateException("why"));
    UnansweredException failure = new UnansweredException(status, new Metadata(), true);
    assertThat(failure.status()).isSameAs(status);
    assertThat(failure).hasCause(status.getCause());
  }

  private static FailureKind kind(Status status, boolean connected) {
    return new UnansweredException(status, new Metadata(), connected).kind();
  }
}
