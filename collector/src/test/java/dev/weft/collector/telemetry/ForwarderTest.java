package dev.weft.collector.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.client.ClientFactory;
import com.sun.net.httpserver.HttpServer;
import dev.weft.collector.time.ThreadLoop;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class ForwarderTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  @Test
  void anEndpointThatDoesNotAnswerCostsBoundedMemoryAndNobodyWaits() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ThreadLoop loop = new ThreadLoop("test-forward", System::currentTimeMillis)) {
      Forwarder forwarder = forwarder(silent.getLocalPort(), loop);
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
  void severalRequestsAreUnderWayAtATime() throws Exception {
    CountDownLatch arrived = new CountDownLatch(8);
    CountDownLatch answer = new CountDownLatch(1);
    HttpServer backend =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    ExecutorService workers = Executors.newCachedThreadPool();
    backend.setExecutor(workers);
    backend.createContext(
        "/v1/traces",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          arrived.countDown();
          try {
            answer.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    backend.start();
    try (ThreadLoop loop = new ThreadLoop("test-forward", System::currentTimeMillis)) {
      Forwarder forwarder = forwarder(backend.getAddress().getPort(), loop);
      for (int i = 0; i < 20; i++) {
        forwarder.forward(Signal.TRACES, new byte[10]);
      }
      assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(forwarder.depth()).isEqualTo(20);
      answer.countDown();
      await(() -> forwarded() == 20);
      assertThat(forwarder.depth()).isZero();
      assertThat(dropped()).isZero();
    } finally {
      answer.countDown();
      backend.stop(0);
      workers.shutdownNow();
    }
  }

  @Test
  void whatTheEndpointRefusesIsDroppedAndCountedAndTheRestGoesOn() throws Exception {
    HttpServer backend =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    backend.createContext(
        "/v1/traces",
        exchange -> {
          boolean bad = exchange.getRequestBody().readAllBytes()[0] == 1;
          exchange.sendResponseHeaders(bad ? 400 : 200, -1);
          exchange.close();
        });
    backend.start();
    try (ThreadLoop loop = new ThreadLoop("test-forward", System::currentTimeMillis)) {
      Forwarder forwarder = forwarder(backend.getAddress().getPort(), loop);
      for (int i = 0; i < 10; i++) {
        forwarder.forward(Signal.TRACES, new byte[] {(byte) (i % 2)});
      }
      await(() -> forwarded() + dropped() == 10);
      assertThat(dropped()).isEqualTo(5);
      assertThat(forwarder.depth()).isZero();
    } finally {
      backend.stop(0);
    }
  }

  private Forwarder forwarder(int port, ThreadLoop loop) {
    return new Forwarder(
        "http://127.0.0.1:" + port,
        loop,
        new Random(1),
        new TelemetryCounters(registry),
        ClientFactory::ofDefault);
  }

  private static void await(BooleanSupplier holds) {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!holds.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(until);
      Thread.onSpinWait();
    }
  }

  private double forwarded() {
    return registry
        .get("weft.collector.otlp.requests.forwarded")
        .tag("signal", "traces")
        .counter()
        .count();
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
