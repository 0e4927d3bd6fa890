package dev.weft.instrumentation.grpc.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ClientCall;
import io.grpc.Metadata;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MessageBufferTest {
  private final MessageBuffer<String> buffer = new MessageBuffer<>();
  private final Recorder<String> first = new Recorder<>();
  private final Recorder<String> second = new Recorder<>();

  @Test
  void everyAttemptIsGivenAllOfItInOrder() {
    buffer.request(2);
    buffer.message("a");
    buffer.replayTo(first);
    buffer.message("b");
    buffer.halfClose();
    buffer.replayTo(second);

    assertThat(first.events).containsExactly("request 2", "a", "b", "half-close");
    assertThat(second.events).isEqualTo(first.events);
  }

  @Test
  void whatFollowsGoesToTheCurrentAttemptAlone() {
    buffer.replayTo(first);
    buffer.replayTo(second);
    buffer.message("a");
    buffer.request(1);

    assertThat(first.events).isEmpty();
    assertThat(second.events).containsExactly("a", "request 1");
  }

  @Test
  void laterAttemptsAreAskedForAllThatWasRequested() {
    buffer.request(Integer.MAX_VALUE);
    buffer.request(Integer.MAX_VALUE);
    buffer.replayTo(first);

    assertThat(first.events).containsExactly("request " + Integer.MAX_VALUE);
  }

  @Test
  void compressionKeepsItsPlaceAmongTheMessages() {
    buffer.message("a");
    buffer.compression(false);
    buffer.message("b");
    buffer.replayTo(first);

    assertThat(first.events).containsExactly("a", "compression false", "b");
  }

  @Test
  void moreThanTheLimitIsNotReplayed() {
    buffer.replayTo(first);
    buffer.sent(MessageBuffer.LIMIT_BYTES);
    assertThat(buffer.replayable()).isTrue();

    buffer.sent(1);
    assertThat(buffer.replayable()).isFalse();
  }

  @Test
  void theLimitIsThatOfOneAttempt() {
    buffer.replayTo(first);
    buffer.sent(MessageBuffer.LIMIT_BYTES);
    buffer.replayTo(second);
    buffer.sent(MessageBuffer.LIMIT_BYTES);

    assertThat(buffer.replayable()).isTrue();
  }

  @Test
  void aCommittedCallKeepsNothingMore() {
    buffer.message("a");
    buffer.replayTo(first);
    buffer.settle();
    buffer.message("b");
    buffer.replayTo(second);

    assertThat(first.events).containsExactly("a", "b");
    assertThat(second.events).isEmpty();
  }

  @Test
  void nothingGoesAnywhereAfterTheEnd() {
    buffer.replayTo(first);
    buffer.end();
    buffer.message("a");

    assertThat(first.events).isEmpty();
  }

  @Test
  void aMessageThatIsReadWhenSentIsSentOnce() {
    MessageBuffer<InputStream> streams = new MessageBuffer<>();
    streams.message(new ByteArrayInputStream(new byte[1]));

    assertThat(streams.replayable()).isFalse();
  }

  @Test
  void isReadyWhenTheCurrentAttemptIsAndHasEverything() {
    assertThat(buffer.isReady()).isFalse();
    buffer.replayTo(first);
    assertThat(buffer.isReady()).isTrue();
    first.ready = false;
    assertThat(buffer.isReady()).isFalse();
  }

  private static final class Recorder<Q> extends ClientCall<Q, String> {
    private final List<String> events = new ArrayList<>();
    private boolean ready = true;

    @Override
    public void start(Listener<String> listener, Metadata headers) {
      events.add("start");
    }

    @Override
    public void request(int messages) {
      events.add("request " + messages);
    }

    @Override
    public void cancel(@Nullable String message, @Nullable Throwable cause) {
      events.add("cancel");
    }

    @Override
    public void halfClose() {
      events.add("half-close");
    }

    @Override
    public void sendMessage(Q message) {
      events.add(String.valueOf(message));
    }

    @Override
    public void setMessageCompression(boolean enabled) {
      events.add("compression " + enabled);
    }

    @Override
    public boolean isReady() {
      return ready;
    }
  }
}
