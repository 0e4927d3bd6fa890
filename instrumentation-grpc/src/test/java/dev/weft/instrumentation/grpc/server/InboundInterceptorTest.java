package dev.weft.instrumentation.grpc.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.core.context.Context;
import dev.weft.instrumentation.grpc.EchoService;
import dev.weft.instrumentation.grpc.LoopbackMesh;
import dev.weft.instrumentation.grpc.wire.WireKeys;
import io.grpc.CallOptions;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InboundInterceptorTest {
  private final LoopbackMesh mesh = new LoopbackMesh();
  private final Watcher inside = new Watcher();
  private final Watcher outside = new Watcher();
  private Server server;
  private ManagedChannel channel;

  @BeforeEach
  void start() throws Exception {
    server =
        EchoService.builder()
            .addService(new EchoService("one").definition())
            .intercept(inside)
            // gRPC calls the last one first.
            .intercept(new InboundInterceptor(mesh, WireKeys.create()))
            .intercept(outside)
            .directExecutor()
            .build()
            .start();
    channel = NettyChannelBuilder.forAddress("localhost", server.getPort()).usePlaintext().build();
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.shutdownNow();
  }

  @Test
  void theCallsContextIsCurrentInEveryCallbackAndGoneAfterwards() throws Exception {
    for (int i = 0; i < 2; i++) {
      ClientCalls.blockingUnaryCall(
          channel,
          EchoService.METHOD,
          CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS),
          "hello");
    }

    assertThat(outside.completed.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(inside.contexts).hasSizeGreaterThanOrEqualTo(8).doesNotContainNull();
    assertThat(inside.contexts.stream().distinct()).as("one a call").hasSize(2);
    assertThat(outside.contexts).as("before and after each").containsOnlyNulls();
  }

  @Test
  void theCallersDeadlineIsTheContexts() throws Exception {
    ClientCalls.blockingUnaryCall(
        channel,
        EchoService.METHOD,
        CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS),
        "hello");

    long left = inside.contexts.get(0).deadlineNanos() - mesh.clock().nanos();
    assertThat(left).isBetween(TimeUnit.SECONDS.toNanos(1), TimeUnit.SECONDS.toNanos(20));
  }

  /** Notes the context before and after each callback. */
  private final class Watcher implements ServerInterceptor {
    private final List<@Nullable Context> contexts = new CopyOnWriteArrayList<>();
    private final CountDownLatch completed = new CountDownLatch(2);

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
      note();
      ServerCall.Listener<Q> listener = next.startCall(call, headers);
      note();
      return new SimpleForwardingServerCallListener<>(listener) {
        @Override
        public void onMessage(Q message) {
          note();
          super.onMessage(message);
          note();
        }

        @Override
        public void onHalfClose() {
          note();
          super.onHalfClose();
          note();
        }

        @Override
        public void onReady() {
          note();
          super.onReady();
          note();
        }

        @Override
        public void onComplete() {
          note();
          super.onComplete();
          note();
          completed.countDown();
        }
      };
    }

    private void note() {
      contexts.add(mesh.contexts().get());
    }
  }
}
