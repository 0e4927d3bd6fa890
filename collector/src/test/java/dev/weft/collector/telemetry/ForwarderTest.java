package dev.weft.collector.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.client.ClientFactory;
import dev.weft.collector.time.ThreadLoop;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ForwarderTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  @Test
  void anEndpointThatDoesNotAnswerCostsBoundedMemoryAndNobodyWaits() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ThreadLoop loop = new ThreadLoop("test-forward", System::currentTimeMillis)) {
      Forwarder forwarder =
          new Forwarder(
              "http://127.0.0.1:" + silent.getLocalPort(),
              loop,
              new Random(1),
              new TelemetryCounters(registry),
              ClientFactory::ofDefault);
      for (int i = 0; i < Forwarder.MAX_REQUESTS + 100; i++) {
        forwarder.forward(Signal.TRACES, new byte[10]);
      }
      CompletableFuture<Void> done = new CompletableFuture<>();
      loop.execute(() -> done.complete(null));
      done.join();
      assertThat(forwarder.depth()).isEqualTo(Forwarder.MAX_REQUESTS);
      assertThat(dropped()).isEqualTo(100);

      forwarder.forward(Signal.TRACES, new byte[(int) Forwarder.MAX_BYTES]);
      CompletableFuture<Void> again = new CompletableFuture<>();
      loop.execute(() -> again.complete(null));
      again.join();
      assertThat(dropped()).isEqualTo(101);
    }
  }

  @Test
  void anEndpointIsAnHttpAddress() {
    assertThat(Forwarder.wrong("http://jaeger:4318")).isNull();
    assertThat(Forwarder.wrong("https://jaeger:4318/")).isNull();
    assertThat(Forwarder.wrong("jaeger:4318")).isNotNull();
    assertThat(Forwarder.wrong("http://")).isNotNull();
    assertThat(Forwarder.wrong("grpc://jaeger:4317")).isNotNull();
    assertThat(Forwarder.wrong("not an address")).isNotNull();
  }

  private double dropped() {
    return registry
        .get("weft.collector.otlp.requests.dropped")
        .tag("signal", "traces")
        .counter()
        .count();
  }
}
