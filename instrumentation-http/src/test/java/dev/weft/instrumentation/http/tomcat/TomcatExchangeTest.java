package dev.weft.instrumentation.http.tomcat;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.weft.core.fake.FaultyMesh;
import java.lang.management.ManagementFactory;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.apache.tomcat.util.buf.MessageBytes;
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
  void aHeaderAsItCameIsReadInItsOwnCharset() {
    bytes("latin", "caf\u00e9", StandardCharsets.ISO_8859_1, StandardCharsets.ISO_8859_1);
    bytes("utf", "caf\u00e9", StandardCharsets.UTF_8, StandardCharsets.UTF_8);
    bytes("empty", "", StandardCharsets.ISO_8859_1, StandardCharsets.ISO_8859_1);

    assertThat(exchange.header("latin")).isEqualTo("caf\u00e9");
    assertThat(exchange.header("utf")).isEqualTo("caf\u00e9");
    assertThat(exchange.header("empty")).isEmpty();
  }

  private void bytes(String name, String value, Charset written, Charset read) {
    byte[] line = (name + ": " + value).getBytes(written);
    int from = name.length() + 2;
    MessageBytes to = request.getMimeHeaders().addValue(name);
    to.setBytes(line, from, line.length - from);
    to.getByteChunk().setCharset(read);
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
