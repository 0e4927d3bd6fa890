package dev.weft.agent.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.core.trace.Span;
import dev.weft.core.trace.TestSpans;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SpanRingTest {
  private static Span span(String name) {
    return TestSpans.client(name, 1, 0);
  }

  private static List<String> taken(SpanRing ring, int most) {
    List<Span> spans = new ArrayList<>();
    assertThat(ring.drainTo(spans, most)).isEqualTo(spans.size());
    return spans.stream().map(Span::name).toList();
  }

  @Test
  void whatIsPutInComesOutInItsOrderAgainAndAgain() {
    SpanRing ring = new SpanRing(3);
    for (int i = 0; i < 10; i++) {
      assertThat(ring.offer(span("a" + i))).isEqualTo(1);
      assertThat(ring.offer(span("b" + i))).isEqualTo(2);
      assertThat(taken(ring, 10)).containsExactly("a" + i, "b" + i);
      assertThat(ring.size()).isZero();
    }
  }

  @Test
  void whatDoesNotFitIsNotTaken() {
    SpanRing ring = new SpanRing(2);
    ring.offer(span("a"));
    ring.offer(span("b"));

    assertThat(ring.offer(span("c"))).isZero();
    assertThat(taken(ring, 1)).containsExactly("a");
    assertThat(ring.offer(span("d"))).isEqualTo(2);
    assertThat(taken(ring, 10)).containsExactly("b", "d");
  }

  @Test
  void ofManyThreadsNothingIsLostAndEachKeepsItsOrder() throws Exception {
    SpanRing ring = new SpanRing(16);
    int each = 20_000;
    List<Thread> threads =
        IntStream.range(0, 4)
            .mapToObj(
                number ->
                    new Thread(
                        () -> {
                          for (int i = 0; i < each; i++) {
                            Span span = TestSpans.client(String.valueOf(number), i + 1, 0);
                            while (ring.offer(span) == 0) {
                              Thread.yield();
                            }
                          }
                        }))
            .toList();
    threads.forEach(Thread::start);
    Map<String, Long> last = new HashMap<>();
    List<Span> spans = new ArrayList<>();
    for (int count = 0; count < 4 * each; count += spans.size()) {
      spans.clear();
      if (ring.drainTo(spans, 16) == 0) {
        Thread.yield();
      }
      for (Span span : spans) {
        assertThat(span.trace().spanId()).isEqualTo(last.getOrDefault(span.name(), 0L) + 1);
        last.put(span.name(), span.trace().spanId());
      }
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(ring.size()).isZero();
  }
}
