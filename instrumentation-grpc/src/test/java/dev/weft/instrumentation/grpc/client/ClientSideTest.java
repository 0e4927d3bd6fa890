package dev.weft.instrumentation.grpc.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.instrumentation.grpc.EchoService;
import dev.weft.instrumentation.grpc.GrpcMembers;
import dev.weft.instrumentation.grpc.LoopbackMesh;
import dev.weft.instrumentation.grpc.wire.WireKeys;
import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientTransportFilter;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.internal.ManagedChannelImplBuilder;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClientSideTest {
  private static final String TARGET = "reviews:9080";

  private final LoopbackMesh mesh = new LoopbackMesh();
  private final ClientSide client = new ClientSide(mesh, WireKeys.create(), GrpcMembers.get());
  private final EchoService one = new EchoService("one");
  private final EchoService two = new EchoService("two");
  private final List<ManagedChannel> channels = new ArrayList<>();
  private Server first;
  private Server second;

  @BeforeEach
  void startTwoInstances() throws IOException {
    first = one.start();
    second = two.start();
  }

  @AfterEach
  void stopAll() {
    channels.forEach(ManagedChannel::shutdownNow);
    first.shutdownNow();
    second.shutdownNow();
  }

  @Test
  void aNameWithoutDnsReachesTheInstanceUnderTheApplicationsAuthority() {
    mesh.service("reviews", first.getPort());
    assertThat(say(channel(TARGET), "hello")).isEqualTo("one hello");
    assertThat(one.authority).isEqualTo(TARGET);
  }

  @Test
  void unavailableIsRetriedElsewhereAndInterceptorsSeeOneCall() {
    mesh.service("reviews", first.getPort(), second.getPort());
    one.refusals.set(1);
    two.refusals.set(1);
    AtomicInteger intercepted = new AtomicInteger();
    NettyChannelBuilder builder = builder(TARGET).intercept(new Counter(intercepted));

    assertThat(say(build(builder), "hello")).endsWith(" hello");
    assertThat(one.calls.get() + two.calls.get()).isEqualTo(3);
    assertThat(intercepted).hasValue(1);
  }

  @Test
  void theLastStatusIsTheApplicationsWhenRetriesAreUsedUp() {
    mesh.service("reviews", first.getPort());
    one.refusals.set(9);
    ManagedChannel channel = channel(TARGET);

    assertThatThrownBy(() -> say(channel, "hello"))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getDescription()).isEqualTo("on demand"));
    assertThat(one.calls).hasValue(3);
  }

  @Test
  void aRefusedConnectionIsStoodInForAndTriedAgainAtOnce() throws Exception {
    int port = second.getPort();
    second.shutdownNow().awaitTermination();
    mesh.service("reviews", port);
    ManagedChannel channel = channel(TARGET);
    assertThatThrownBy(() -> say(channel, "hello"))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE));

    mesh.service("reviews", first.getPort(), port);
    for (int i = 0; i < 10; i++) {
      assertThat(say(channel, "hello")).isEqualTo("one hello");
    }
  }

  @Test
  void aForeignTargetGoesItsOwnWay() {
    mesh.service("reviews", first.getPort());
    assertThat(say(channel("localhost:" + second.getPort()), "hello")).isEqualTo("two hello");
  }

  @Test
  void theEndOfTheChannelIsTheEndOfThoseBehindIt() throws InterruptedException {
    mesh.service("reviews", first.getPort());
    ManagedChannel channel = channel(TARGET);
    say(channel, "hello");

    assertThat(channel.isTerminated()).isFalse();
    channel.shutdown();
    assertThat(channel.awaitTermination(5, TimeUnit.SECONDS)).isTrue();
    assertThat(channel.isTerminated()).isTrue();
    assertThatThrownBy(() -> say(channel, "late"))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageContaining("shutdown");
  }

  @Test
  void aBuilderUsedTwiceGivesEachChannelOneInterceptor() {
    mesh.service("reviews", first.getPort());
    NettyChannelBuilder builder = builder(TARGET);
    build(builder);
    ManagedChannel again = build(builder);

    assertThat(new BuilderFields(GrpcMembers.get()).interceptors(inner(builder)))
        .singleElement()
        .isInstanceOf(MeshInterceptor.class);
    assertThat(say(again, "hello")).isEqualTo("one hello");
  }

  @Test
  void theSettingsOfTheChannelAreThoseOfTheOnesBehindIt() {
    mesh.service("reviews", first.getPort());
    AtomicInteger ready = new AtomicInteger();
    NettyChannelBuilder builder =
        builder(TARGET)
            .userAgent("reader/1")
            .maxInboundMessageSize(8)
            .addTransportFilter(
                new ClientTransportFilter() {
                  @Override
                  public Attributes transportReady(Attributes attributes) {
                    ready.incrementAndGet();
                    return attributes;
                  }
                });
    ManagedChannel channel = build(builder);

    assertThat(say(channel, "hi")).isEqualTo("one hi");
    assertThat(ready).hasValue(1);
    assertThat(one.userAgent).startsWith("reader/1 ");
    assertThatThrownBy(() -> say(channel, "more than that"))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED));
  }

  @Test
  void channelsMadeByCredentialsAreMeshedToo() {
    mesh.service("reviews", first.getPort());
    NettyChannelBuilder builder =
        NettyChannelBuilder.forTarget("dns:///" + TARGET, InsecureChannelCredentials.create());

    assertThat(say(build(builder), "hello")).isEqualTo("one hello");
    assertThat(one.authority).isEqualTo(TARGET);
  }

  @Test
  void anOverriddenAuthorityStays() {
    mesh.service("reviews", first.getPort());
    NettyChannelBuilder builder = builder("localhost:1").overrideAuthority(TARGET);

    assertThat(say(build(builder), "hello")).isEqualTo("one hello");
    assertThat(one.authority).isEqualTo(TARGET);
  }

  @Test
  void channelsInTheProcessAndOfOtherResolversAreLeftAlone() {
    List<ManagedChannelBuilder<?>> builders =
        List.of(
            InProcessChannelBuilder.forName(TARGET),
            NettyChannelBuilder.forTarget("xds:///reviews"),
            NettyChannelBuilder.forTarget("unix:///tmp/socket"));
    for (ManagedChannelBuilder<?> builder : builders) {
      ManagedChannelImplBuilder inner = inner(builder);
      client.building(inner);
      assertThat(new BuilderFields(GrpcMembers.get()).interceptors(inner)).isEmpty();
    }
  }

  private static NettyChannelBuilder builder(String target) {
    return NettyChannelBuilder.forTarget(target).usePlaintext();
  }

  private ManagedChannel channel(String target) {
    return build(builder(target));
  }

  /** As the hooks at both ends of {@code build} do. */
  private ManagedChannel build(NettyChannelBuilder builder) {
    ManagedChannelImplBuilder inner = inner(builder);
    client.building(inner);
    ManagedChannel built = builder.build();
    ManagedChannel ours = client.built(inner, built);
    ManagedChannel channel = ours == null ? built : ours;
    channels.add(channel);
    return channel;
  }

  private static ManagedChannelImplBuilder inner(ManagedChannelBuilder<?> builder) {
    try {
      Field field = builder.getClass().getDeclaredField("managedChannelImplBuilder");
      field.setAccessible(true);
      return (ManagedChannelImplBuilder) field.get(builder);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  private static String say(Channel channel, String text) {
    return ClientCalls.blockingUnaryCall(
        channel,
        EchoService.METHOD,
        CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS),
        text);
  }

  private record Counter(AtomicInteger calls) implements ClientInterceptor {
    @Override
    public <Q, R> ClientCall<Q, R> interceptCall(
        MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
      calls.incrementAndGet();
      return next.newCall(method, options);
    }
  }
}
