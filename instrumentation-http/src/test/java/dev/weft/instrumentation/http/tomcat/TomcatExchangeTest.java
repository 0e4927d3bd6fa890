package dev.weft.instrumentation.http.tomcat;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.weft.core.fake.FaultyMesh;
import java.lang.management.ManagementFactory;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.junit.jupiter.api.Test;

class TomcatExchangeTest {
  private static final int LOOKUPS = 20_000;

  private final Request request = new Request();
  private final TomcatExchange exchange =
      new TomcatExchange(new FaultyMesh(), request, new Response());

  private void header(String name, String value) {
    request.getMimeHeaders().addValue(name).setString(value);
  }

  @Test
  void aHeaderThatComesSeveralTimesIsJoinedByCommas() {
    header("baggage", "a=1");
    header("other", "x");
    header("Baggage", "b=2");
    header("baggage", "c=3");

    assertThat(exchange.header("baggage")).isEqualTo("a=1,b=2,c=3");
    assertThat(exchange.header("OTHER")).isEqualTo("x");
    assertThat(exchange.header("none")).isNull();
  }

  @Test
  void lookingForAHeaderAllocatesNothing() {
    header("host", "reviews");
    header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00");
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long bytes = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int j = 0; j < LOOKUPS; j++) {
        exchange.header("traceparent");
        exchange.header("baggage");
      }
      bytes = Math.min(bytes, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertThat(bytes / LOOKUPS).isZero();
  }
}
