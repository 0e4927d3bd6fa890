package dev.weft.benchmarks.apps.grpc;

import dev.weft.benchmarks.apps.Arguments;
import dev.weft.benchmarks.apps.Caller;
import dev.weft.benchmarks.apps.Driver;
import dev.weft.benchmarks.apps.Tls;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Calls {@link Payloads} with a blocking stub: one channel for each {@code --next}, all calls of an
 * address on one connection, as gRPC does. Variants: {@code unary}, {@code stream}.
 */
public final class GrpcClient implements Caller {
  private static final long DEADLINE_SECONDS = 30;
  private static final byte[] PAYLOAD = new byte[Payloads.BYTES];

  private final ConcurrentMap<String, ManagedChannel> channels = new ConcurrentHashMap<>();
  private final @Nullable Tls tls;

  private GrpcClient(@Nullable Tls tls) {
    this.tls = tls;
  }

  public static void main(String[] args) throws Exception {
    Arrays.fill(PAYLOAD, (byte) 'x');
    Arguments arguments = new Arguments(args);
    Driver.serve(new GrpcClient(Tls.of(arguments)), arguments.all("--next"));
  }

  @Override
  public void call(String next, String variant) {
    ManagedChannel channel = channels.computeIfAbsent(next, this::connect);
    CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
    switch (variant) {
      case "unary" -> {
        byte[] answer = ClientCalls.blockingUnaryCall(channel, Payloads.UNARY, options, PAYLOAD);
        expect(answer.length, Payloads.BYTES, "bytes");
      }
      case "stream" -> {
        Iterator<byte[]> answers =
            ClientCalls.blockingServerStreamingCall(channel, Payloads.STREAM, options, PAYLOAD);
        int messages = 0;
        for (; answers.hasNext(); messages++) {
          expect(answers.next().length, Payloads.BYTES, "bytes");
        }
        expect(messages, Payloads.MESSAGES, "messages");
      }
      default ->
          throw new IllegalArgumentException("'" + variant + "' is neither unary nor stream");
    }
  }

  private static void expect(int found, int expected, String what) {
    if (found != expected) {
      throw new IllegalStateException(found + " " + what + " came, not " + expected);
    }
  }

  private ManagedChannel connect(String url) {
    URI address = URI.create(url);
    NettyChannelBuilder builder =
        NettyChannelBuilder.forTarget(address.getHost() + ":" + address.getPort());
    try {
      return tls == null
          ? builder.usePlaintext().build()
          : builder.sslContext(Http2Tls.client(tls)).build();
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("the keys of " + tls + " cannot be used", e);
    }
  }
}
