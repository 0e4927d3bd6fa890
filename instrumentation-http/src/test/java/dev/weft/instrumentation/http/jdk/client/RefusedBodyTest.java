package dev.weft.instrumentation.http.jdk.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.core.call.Reason;
import dev.weft.core.call.Refusal;
import java.io.InputStream;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscribers;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RefusedBodyTest {
  private static <T> T read(BodyHandler<T> handler, int status, String text) throws Exception {
    Refusal refusal = Refusal.of(Reason.FI, status, 14, text);
    CallHandler<T> ours = new CallHandler<>(handler, null);
    ours.refuse(refusal);
    return RefusedBody.read(ours, refusal).get(10, TimeUnit.SECONDS);
  }

  @Test
  void everyHandlerOfTheLibraryGetsTheText() throws Exception {
    assertThat(read(BodyHandlers.ofString(), 503, "sorry")).isEqualTo("sorry");
    assertThat(read(BodyHandlers.ofByteArray(), 503, "sorry")).isEqualTo("sorry".getBytes("UTF-8"));
    assertThat(read(BodyHandlers.discarding(), 503, "sorry")).isNull();
    try (Stream<String> lines = read(BodyHandlers.ofLines(), 503, "a\nb")) {
      assertThat(lines).containsExactly("a", "b");
    }
  }

  @Test
  void streamsEndAfterTheText() throws Exception {
    try (InputStream in = read(BodyHandlers.ofInputStream(), 503, "sorry")) {
      assertThat(in.readAllBytes()).isEqualTo("sorry".getBytes("UTF-8"));
    }
  }

  @Test
  void whatMayHaveNoBodyHasNone() throws Exception {
    assertThat(read(BodyHandlers.ofString(), 204, "text")).isEmpty();
  }

  @Test
  void theHandlerSeesStatusAndFlags() throws Exception {
    String seen =
        read(
            info ->
                BodySubscribers.replacing(
                    info.statusCode() + info.headers().firstValue("x-weft-flags").orElse("")),
            418,
            "tea");
    assertThat(seen).isEqualTo("418FI");
  }
}
