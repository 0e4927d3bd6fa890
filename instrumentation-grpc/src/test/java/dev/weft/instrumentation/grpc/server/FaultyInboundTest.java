package dev.weft.instrumentation.grpc.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.core.fake.FaultyMesh;
import dev.weft.instrumentation.grpc.EchoService;
import dev.weft.instrumentation.grpc.wire.WireKeys;
import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A real server around a mesh that fails. */
class FaultyInboundTest {
  private final FaultyMesh mesh = new FaultyMesh();
  private final WireKeys keys = WireKeys.create();
  private final EchoService echo = new EchoService("one");
  private volatile boolean secured;
  private Server server;
  private ManagedChannel channel;

  @BeforeEach
  void start() throws Exception {
    server =
        EchoService.builder()
            .addService(echo.definition())
            .intercept(new InboundInterceptor(mesh, keys))
            // gRPC calls the last one first.
            .intercept(new Secured(SSLContext.getDefault().createSSLEngine().getSession()))
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
  void aFaultAtTheOpeningLeavesTheCallToTheApplication() {
    assertThat(say()).isEqualTo("one hello");
    assertThat(mesh.faults).containsExactly("grpc: at open");
    assertThat(mesh.inbound().underWay()).as("nothing is left to drain").isZero();
  }

  @Test
  void whatIsSwitchedOffIsNotAsked() {
    mesh.off = true;
    assertThat(say()).isEqualTo("one hello");
    assertThat(mesh.faults).isEmpty();
  }

  @Test
  void aPeerThatCannotBeCheckedIsNotServedEvenWhenSwitchedOff() {
    secured = true;
    mesh.off = true;
    assertThatThrownBy(this::say)
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE));
    assertThat(echo.calls).hasValue(0);
    assertThat(mesh.faults).containsExactly("grpc: at the peer");
  }

  private String say() {
    return ClientCalls.blockingUnaryCall(
        channel,
        EchoService.METHOD,
        CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS),
        "hello");
  }

  /** Makes calls appear as if they had come with mesh TLS. */
  private final class Secured implements ServerInterceptor {
    private final SSLSession session;

    Secured(SSLSession session) {
      this.session = session;
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
      return next.startCall(
          new SimpleForwardingServerCall<>(call) {
            @Override
            public Attributes getAttributes() {
              Attributes attributes = super.getAttributes();
              return secured
                  ? attributes.toBuilder().set(keys.session(), session).build()
                  : attributes;
            }
          },
          headers);
    }
  }
}
