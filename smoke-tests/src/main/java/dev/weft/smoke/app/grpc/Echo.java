package dev.weft.smoke.app.grpc;

import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The service of the test applications: text both ways, one method of each type. */
final class Echo {
  static final String SERVICE = "smoke.Echo";
  static final MethodDescriptor<String, String> UNARY = method(MethodType.UNARY, "Unary");
  static final MethodDescriptor<String, String> SERVER =
      method(MethodType.SERVER_STREAMING, "Server");
  static final MethodDescriptor<String, String> CLIENT =
      method(MethodType.CLIENT_STREAMING, "Client");
  static final MethodDescriptor<String, String> BIDI = method(MethodType.BIDI_STREAMING, "Bidi");

  private Echo() {}

  static MethodDescriptor<String, String> of(String type) {
    return switch (type) {
      case "server" -> SERVER;
      case "client" -> CLIENT;
      case "bidi" -> BIDI;
      default -> UNARY;
    };
  }

  private static MethodDescriptor<String, String> method(MethodType type, String name) {
    return MethodDescriptor.<String, String>newBuilder()
        .setType(type)
        .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, name))
        .setRequestMarshaller(new Text())
        .setResponseMarshaller(new Text())
        .build();
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
