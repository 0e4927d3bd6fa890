package dev.weft.benchmarks.apps.grpc;

import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The service's methods. Messages are bytes: no generated code hides what gRPC itself costs. */
final class Payloads {
  static final String SERVICE = "weft.bench.Payloads";

  /** 1 kB to and fro. */
  static final MethodDescriptor<byte[], byte[]> UNARY = method(MethodType.UNARY, "Unary");

  /** {@link #MESSAGES} messages of 1 kB for one. */
  static final MethodDescriptor<byte[], byte[]> STREAM =
      method(MethodType.SERVER_STREAMING, "Stream");

  static final int BYTES = 1024;
  static final int MESSAGES = 100;

  private Payloads() {}

  private static MethodDescriptor<byte[], byte[]> method(MethodType type, String name) {
    return MethodDescriptor.<byte[], byte[]>newBuilder()
        .setType(type)
        .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, name))
        .setRequestMarshaller(new Bytes())
        .setResponseMarshaller(new Bytes())
        .build();
  }

  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new Sized(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Tells its length, as the streams of protobuf's marshaller do: gRPC then copies once less. */
  private static final class Sized extends ByteArrayInputStream implements KnownLength {
    Sized(byte[] bytes) {
      super(bytes);
    }
  }
}
