package dev.weft.collector.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.policy.frame.AgentMessage.Stats;
import dev.weft.policy.frame.AgentMessage.Stats.Exemplar;
import dev.weft.policy.frame.AgentMessage.Stats.Series;
import dev.weft.policy.frame.CollectorMessage.StatsTaken;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code /metrics} as readers of different kinds ask for it. */
class MetricsPageTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

  /** As Prometheus 2.42 sends it. */
  private static final String PROMETHEUS =
      "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
          + "text/plain;version=0.0.4;q=0.5,*/*;q=0.1";

  @TempDir Path folder;
  private TestCollector collector;

  @BeforeEach
  void start() {
    collector = TestCollector.in(folder);
  }

  @AfterEach
  void stop() {
    collector.close();
  }

  private HttpResponse<byte[]> scrape(String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + collector.port() + "/metrics"));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return collector.client.send(request.build(), BodyHandlers.ofByteArray());
  }

  private static String text(HttpResponse<byte[]> answer) throws IOException {
    byte[] body = answer.body();
    return answer.headers().firstValue("content-encoding").isEmpty()
        ? new String(body, StandardCharsets.UTF_8)
        : new String(
            new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes(),
            StandardCharsets.UTF_8);
  }

  private void tell(int series) {
    List<Series> all = new ArrayList<>();
    for (int i = 0; i < series; i++) {
      all.add(
          new Series(
              Map.of(
                  "reporter", "source",
                  "destination_service", "x".repeat(180) + i,
                  "destination_service_name", "s" + i),
              "",
              1,
              2.5,
              List.of(0L, 0L, 1L),
              List.of(new Exemplar(2, TRACE, 2.5))));
    }
    FakeAgent agent = collector.agent("a", "web");
    agent.send(new Stats(1, all));
    agent.await(StatsTaken.class);
  }

  @Test
  void whoAsksForOpenMetricsGetsExemplarsAndAnEnd() throws Exception {
    tell(1);
    HttpResponse<byte[]> answer = scrape("accept", PROMETHEUS);
    assertThat(answer.headers().firstValue("content-type").orElseThrow())
        .startsWith("application/openmetrics-text; version=1.0.0");
    assertThat(text(answer))
        .contains("# {trace_id=\"" + TRACE + "\"} 2.5 ")
        .contains("# TYPE istio_requests counter")
        .contains("weft_collector_metrics_reports_total 1.0")
        .endsWith("# EOF\n")
        .containsOnlyOnce("# EOF");
  }

  @Test
  void requestsAreTimedByRouteAndNotByPath() throws Exception {
    collector.get("/v1/policies/vs/default/one");
    collector.get("/v1/policies/vs/default/two");
    String expected =
        "weft_collector_http_seconds_count{method=\"GET\","
            + "route=\"/v1/policies/:kind/:namespace/:name\",status=\"404\"} 2";
    long end = System.nanoTime() + 10_000_000_000L; // noted when the last byte has been sent
    while (!text(scrape()).contains(expected) && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    assertThat(text(scrape())).contains(expected).doesNotContain("default/one");
  }

  @Test
  void othersGetPrometheusOwnText() throws Exception {
    tell(1);
    HttpResponse<byte[]> answer = scrape();
    assertThat(answer.headers().firstValue("content-type").orElseThrow())
        .startsWith("text/plain; version=0.0.4");
    assertThat(text(answer))
        .contains("# TYPE istio_requests_total counter")
        .contains("jvm_threads_live_threads")
        .doesNotContain("trace_id")
        .doesNotContain("# EOF");
  }

  @Test
  void readersThatDoNotReadDoNotKeepTheApiWaiting() throws Exception {
    tell(2_000);
    List<Socket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 4; i++) {
        Socket socket = new Socket();
        slow.add(socket);
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress("127.0.0.1", collector.port()));
        socket
            .getOutputStream()
            .write(
                "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
        assertThat(socket.getInputStream().read()).isEqualTo('H');
      }
      assertThat(scrape().statusCode()).isEqualTo(503);
      assertThat(collector.get("/v1/policies").statusCode()).isEqualTo(200);
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
    long end = System.nanoTime() + 10_000_000_000L; // until it is noticed that they are gone
    while (scrape().statusCode() != 200 && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    assertThat(scrape().statusCode()).isEqualTo(200);
  }

  @Test
  void aLongPageIsPackedWhereTheReaderCanUnpackIt() throws Exception {
    tell(500);
    HttpResponse<byte[]> packed = scrape("accept-encoding", "gzip");
    assertThat(packed.headers().firstValue("content-encoding")).hasValue("gzip");
    String text = text(packed);
    assertThat(text.lines().filter(line -> line.startsWith("istio_requests_total{"))).hasSize(500);
    assertThat(packed.body().length).isLessThan(text.length() / 20);
    assertThat(text(scrape()).lines().filter(line -> line.startsWith("istio_"))).hasSize(500 * 23);
  }
}
