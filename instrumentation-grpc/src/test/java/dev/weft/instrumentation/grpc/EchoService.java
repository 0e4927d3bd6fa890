package dev.weft.instrumentation.grpc;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** A service that answers with its name, after as many refusals as it is told. */
public final class EchoService {
  public static final MethodDescriptor<String, String> METHOD =
      MethodDescriptor.<String, String>newBuilder()
          .setType(MethodDescriptor.MethodType.UNARY)
          .setFullMethodName("test.Echo/Say")
          .setRequestMarshaller(new Text())
          .setResponseMarshaller(new Text())
          .build();

  private static final Metadata.Key<String> USER_AGENT =
      Metadata.Key.of("user-agent", Metadata.ASCII_STRING_MARSHALLER);

  public final AtomicInteger calls = new AtomicInteger();
  public final AtomicInteger refusals = new AtomicInteger();
  public volatile String authority = "";
  public volatile String userAgent = "";
  private final String name;

  public EchoService(String name) {
    this.name = name;
  }

  public ServerServiceDefinition definition() {
    ServerCallHandler<String, String> handler = ServerCalls.asyncUnaryCall(this::say);
    return ServerServiceDefinition.builder("test.Echo")
        .addMethod(
            METHOD,
            (call, headers) -> {
              authority = seen(call);
              userAgent = String.valueOf(headers.get(USER_AGENT));
              return handler.startCall(call, headers);
            })
        .build();
  }

  private static String seen(ServerCall<String, String> call) {
    String authority = call.getAuthority();
    return authority == null ? "" : authority;
  }

  private void say(String request, StreamObserver<String> response) {
    calls.incrementAndGet();
    if (refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      response.onError(Status.UNAVAILABLE.withDescription("on demand").asRuntimeException());
    } else {
      response.onNext(name + " " + request);
      response.onCompleted();
    }
  }

  /** On the loopback and a free port. */
  public static NettyServerBuilder builder() {
    return NettyServerBuilder.forAddress(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  public Server start() throws IOException {
    return builder().addService(definition()).build().start();
  }

  private static final class Text implements MethodDescriptor.Marshaller<String> {
    @Override
    public InputStream stream(String value) {
      return new ByteArrayInputStream(value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String parse(InputStream stream) {
      try {
        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
