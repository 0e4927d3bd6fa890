package dev.weft.benchmarks.apps.grpc;

import dev.weft.benchmarks.apps.Arguments;
import dev.weft.benchmarks.apps.Control;
import dev.weft.benchmarks.apps.Tls;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.net.InetSocketAddress;
import java.util.Arrays;

/** Serves {@link Payloads} with what grpc-java takes by default: {@code --port}, {@code --tls}. */
public final class GrpcServer {
  private static final byte[] PAYLOAD = new byte[Payloads.BYTES];

  private GrpcServer() {}

  public static void main(String[] args) throws Exception {
    Arrays.fill(PAYLOAD, (byte) 'x');
    Arguments arguments = new Arguments(args);
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(
            new InetSocketAddress("127.0.0.1", arguments.number("--port")));
    Tls tls = Tls.of(arguments);
    if (tls != null) {
      builder.sslContext(Http2Tls.server(tls));
    }
    builder
        .addService(
            ServerServiceDefinition.builder(Payloads.SERVICE)
                .addMethod(Payloads.UNARY, ServerCalls.asyncUnaryCall(GrpcServer::unary))
                .addMethod(
                    Payloads.STREAM, ServerCalls.asyncServerStreamingCall(GrpcServer::stream))
                .build())
        .build()
        .start();
    Control.serve();
  }

  private static void unary(byte[] request, StreamObserver<byte[]> response) {
    response.onNext(PAYLOAD);
    response.onCompleted();
  }

  private static void stream(byte[] request, StreamObserver<byte[]> response) {
    new Sending((ServerCallStreamObserver<byte[]>) response).start();
  }

  /** Sends as long as the transport takes more, as a server that minds its memory does. */
  private static final class Sending {
    private final ServerCallStreamObserver<byte[]> response;
    private int sent;

    Sending(ServerCallStreamObserver<byte[]> response) {
      this.response = response;
    }

    void start() {
      response.setOnReadyHandler(this::send);
    }

    private void send() {
      while (response.isReady() && sent < Payloads.MESSAGES) {
        response.onNext(PAYLOAD);
        if (++sent == Payloads.MESSAGES) {
          response.onCompleted();
        }
      }
    }
  }
}
