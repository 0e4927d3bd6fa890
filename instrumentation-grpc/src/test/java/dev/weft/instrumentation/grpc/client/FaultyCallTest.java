package dev.weft.instrumentation.grpc.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.core.fake.FaultyMesh;
import dev.weft.instrumentation.grpc.EchoService;
import dev.weft.instrumentation.grpc.GrpcMembers;
import dev.weft.instrumentation.grpc.wire.WireKeys;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.internal.ManagedChannelImplBuilder;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.lang.reflect.Field;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A real channel to a server on the loopback, within a mesh that fails. */
class FaultyCallTest {
  private final FaultyMesh mesh = new FaultyMesh();
  private final EchoService echo = new EchoService("one");
  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
  private Server server;
  private ManagedChannel channel;

  @BeforeEach
  void start() throws Exception {
    server = echo.start();
    NettyChannelBuilder builder =
        NettyChannelBuilder.forTarget("localhost:" + server.getPort()).usePlaintext();
    Field field = builder.getClass().getDeclaredField("managedChannelImplBuilder");
    field.setAccessible(true);
    new ClientSide(mesh, WireKeys.create(), GrpcMembers.get())
        .building((ManagedChannelImplBuilder) field.get(builder));
    channel = builder.build();
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.shutdownNow();
  }

  @Test
  void aFaultAtTheOpeningLeavesTheCallAsTheApplicationWroteIt() {
    assertThat(say()).isEqualTo("one hello");
    assertThat(echo.calls).hasValue(1);
    assertThat(mesh.faults).singleElement().asString().startsWith("grpc: ");
  }

  @Test
  void aFaultAfterAWaitMakesUpForWhatTheApplicationHasDoneSince() throws Exception {
    mesh.pends = true;
    mesh.failsAtClose = false; // that would be for the timer to tell
    ClientCall<String, String> call = channel.newCall(EchoService.METHOD, CallOptions.DEFAULT);
    call.start(new Listener(), new Metadata());
    call.request(2);
    call.sendMessage("hello");
    call.halfClose();
    assertThat(mesh.faults).isEmpty();

    mesh.time.advance(1_000);

    assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo("one hello");
    assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo("OK");
    assertThat(echo.calls).hasValue(1);
    assertThat(mesh.faults).hasSize(1);
  }

  @Test
  void aCallThatGoesOnWithoutTheMeshCanBeCancelled() throws Exception {
    ClientCall<String, String> call = channel.newCall(EchoService.METHOD, CallOptions.DEFAULT);
    call.start(new Listener(), new Metadata());

    call.cancel("enough", null);

    assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo("CANCELLED");
    assertThat(mesh.faults).hasSize(1);
  }

  @Test
  void whatIsSwitchedOffIsNotAsked() {
    mesh.off = true;
    MethodDescriptor<String, String> method = EchoService.METHOD;

    assertThat(channel.newCall(method, CallOptions.DEFAULT)).isNotInstanceOf(MeshCall.class);
    assertThat(say()).isEqualTo("one hello");
    assertThat(mesh.faults).isEmpty();
  }

  private String say() {
    return ClientCalls.blockingUnaryCall(
        channel,
        EchoService.METHOD,
        CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS),
        "hello");
  }

  private final class Listener extends ClientCall.Listener<String> {
    @Override
    public void onMessage(String message) {
      told.add(message);
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      told.add(status.getCode().name());
    }
  }
}
