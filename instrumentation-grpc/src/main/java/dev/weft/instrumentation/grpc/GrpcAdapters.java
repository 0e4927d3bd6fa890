package dev.weft.instrumentation.grpc;

import dev.weft.bootstrap.Adapter;
import dev.weft.bootstrap.Adapter.Requirement;
import dev.weft.bootstrap.HookPoint;
import dev.weft.instrumentation.grpc.wire.WireKeys;
import java.util.List;

/**
 * The adapters for grpc-java. Called in {@code premain}: pure data, no type of the library, no
 * lambda. An adapter that sets the context of inbound calls lists the capability {@code context}.
 */
public final class GrpcAdapters {
  static final String CHANNEL_BUILD = "channel-build";
  static final String CHANNEL_BUILT = "channel-built";
  static final String SERVER_BUILD = "server-build";
  static final String NEGOTIATE = "negotiate";
  static final String SERVER_STARTED = "server-started";
  static final String SERVER_STOPPING = "server-stopping";

  private static final String CHANNEL_BUILDER = "io.grpc.internal.ManagedChannelImplBuilder";
  private static final String SERVER_BUILDER = "io.grpc.internal.ServerImplBuilder";
  private static final String FACTORY_BUILDER =
      "Lio/grpc/internal/ManagedChannelImplBuilder$ClientTransportFactoryBuilder;";

  private static final String PORTS =
      "Lio/grpc/internal/ManagedChannelImplBuilder$ChannelBuilderDefaultPortProvider;";
  private static final String CREDENTIALS = "Lio/grpc/ChannelCredentials;";
  private static final String CALL_CREDENTIALS = "Lio/grpc/CallCredentials;";
  private static final String TEXT = "Ljava/lang/String;";

  private static final String PLAIN = "io.grpc.netty";
  private static final String SHADED = "io.grpc.netty.shaded.io.grpc.netty";
  private static final String PLAIN_NEW_HANDLER =
      "(Lio/grpc/netty/GrpcHttp2ConnectionHandler;)Lio/netty/channel/ChannelHandler;";
  private static final String SHADED_NEW_HANDLER =
      "(Lio/grpc/netty/shaded/io/grpc/netty/GrpcHttp2ConnectionHandler;)"
          + "Lio/grpc/netty/shaded/io/netty/channel/ChannelHandler;";

  private GrpcAdapters() {}

  /** One adapter for both sides, because they share the one hook on the connection's negotiator. */
  public static List<Adapter> all() {
    return List.of(
        new Adapter(
            WireKeys.ADAPTER,
            List.of(
                "route", "headers", "retry", "timeout", "fault", "mtls", "trace", "stream",
                "context", "listen"),
            List.of(
                HookPoint.enter(
                    CHANNEL_BUILDER, "build", "()Lio/grpc/ManagedChannel;", CHANNEL_BUILD),
                HookPoint.result(
                    CHANNEL_BUILDER, "build", "()Lio/grpc/ManagedChannel;", CHANNEL_BUILT),
                HookPoint.enter(SERVER_BUILDER, "build", "()Lio/grpc/Server;", SERVER_BUILD),
                negotiate(PLAIN, PLAIN_NEW_HANDLER),
                negotiate(SHADED, SHADED_NEW_HANDLER),
                started(PLAIN),
                started(SHADED),
                stopping(PLAIN),
                stopping(SHADED)),
            requirements(),
            List.of(),
            "dev.weft.instrumentation.grpc.GrpcHooks"));
  }

  private static HookPoint negotiate(String netty, String descriptor) {
    return HookPoint.result(
        netty.concat(".ProtocolNegotiators$PlaintextProtocolNegotiator"),
        "newHandler",
        descriptor,
        NEGOTIATE);
  }

  private static HookPoint started(String netty) {
    return HookPoint.exit(
        netty.concat(".NettyServer"),
        "start",
        "(Lio/grpc/internal/ServerListener;)V",
        SERVER_STARTED);
  }

  private static HookPoint stopping(String netty) {
    return HookPoint.enter(netty.concat(".NettyServer"), "shutdown", "()V", SERVER_STOPPING);
  }

  private static List<Requirement> requirements() {
    return List.of(
        of(
            CHANNEL_BUILDER,
            "<init>",
            "(" + TEXT + CREDENTIALS + CALL_CREDENTIALS + FACTORY_BUILDER + PORTS + ")V"),
        of(CHANNEL_BUILDER, "interceptors", "Ljava/util/List;"),
        of(CHANNEL_BUILDER, "clientTransportFactoryBuilder", FACTORY_BUILDER),
        of(CHANNEL_BUILDER, "channelBuilderDefaultPortProvider", PORTS),
        of(CHANNEL_BUILDER, "target", TEXT),
        of(CHANNEL_BUILDER, "channelCredentials", CREDENTIALS),
        of(CHANNEL_BUILDER, "callCredentials", CALL_CREDENTIALS),
        of(CHANNEL_BUILDER, "nameResolverRegistry", "Lio/grpc/NameResolverRegistry;"),
        of(CHANNEL_BUILDER, "executorPool", "Lio/grpc/internal/ObjectPool;"),
        of(CHANNEL_BUILDER, "idleTimeoutMillis", "J"),
        of(SERVER_BUILDER, "interceptors", "Ljava/util/List;"),
        of(
            SERVER_BUILDER,
            "clientTransportServersBuilder",
            "Lio/grpc/internal/ServerImplBuilder$ClientTransportServersBuilder;"),
        Requirement.ifThere(
            PLAIN + ".NettyServer", "protocolNegotiator", "Lio/grpc/netty/ProtocolNegotiator;"),
        Requirement.ifThere(
            SHADED + ".NettyServer",
            "protocolNegotiator",
            "Lio/grpc/netty/shaded/io/grpc/netty/ProtocolNegotiator;"));
  }

  private static Requirement of(String className, String member, String descriptor) {
    return new Requirement(className, member, descriptor);
  }
}
