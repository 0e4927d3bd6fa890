package dev.weft.collector.telemetry;

import com.google.protobuf.InvalidProtocolBufferException;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.ContentTooLargeException;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionException;

/**
 * OTLP over gRPC, framed by hand: one unary method needs no gRPC library. A message is one byte (1:
 * compressed), four bytes of length, and the body.
 */
public final class OtlpGrpcService implements HttpService {
  /** What HTTP would refuse with 413, which gRPC clients do not understand. */
  private static final int MAX_BYTES = 4 * 1024 * 1024;

  private static final int PREFIX_BYTES = 5;
  private static final int INVALID_ARGUMENT = 3;
  private static final int RESOURCE_EXHAUSTED = 8;
  private static final int UNIMPLEMENTED = 12;
  private static final int INTERNAL = 13;
  private static final MediaType GRPC = MediaType.create("application", "grpc");
  private static final byte[] EMPTY_MESSAGE = new byte[PREFIX_BYTES];

  private final Signal signal;
  private final Intake intake;
  private final TelemetryCounters counters;

  public OtlpGrpcService(Signal signal, Intake intake, TelemetryCounters counters) {
    this.signal = signal;
    this.intake = intake;
    this.counters = counters;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    MediaType type = request.contentType();
    if (type == null || !type.subtype().startsWith("grpc")) {
      return HttpResponse.of(HttpStatus.UNSUPPORTED_MEDIA_TYPE);
    }
    return HttpResponse.of(
        request
            .aggregate()
            .thenApplyAsync(
                whole -> intake.inTurn(() -> answer(whole)), context.blockingTaskExecutor())
            .exceptionally(this::broken));
  }

  private HttpResponse answer(AggregatedHttpRequest request) {
    byte[] content = request.content().array();
    if (content.length > MAX_BYTES) {
      return refused(RESOURCE_EXHAUSTED, "the message has more than " + MAX_BYTES + " bytes");
    }
    if (content.length < PREFIX_BYTES) {
      return refused(INVALID_ARGUMENT, "the message is cut off");
    }
    ByteBuffer frame = ByteBuffer.wrap(content);
    int compressed = frame.get();
    int length = frame.getInt();
    if (length != frame.remaining() || (compressed != 0 && compressed != 1)) {
      return refused(INVALID_ARGUMENT, "expected exactly one message");
    }
    byte[] body = new byte[length];
    frame.get(body);
    try {
      if (compressed == 1) {
        String encoding = request.headers().get("grpc-encoding", "identity");
        if (!encoding.equals("gzip")) {
          return refused(UNIMPLEMENTED, "grpc-encoding: expected gzip or identity");
        }
        body = Inflated.of(body);
      }
      intake.accept(signal, body);
    } catch (Inflated.TooLargeException e) {
      return refused(RESOURCE_EXHAUSTED, e.getMessage());
    } catch (InvalidProtocolBufferException e) {
      return refused(INVALID_ARGUMENT, "no OTLP request for " + signal.word());
    } catch (IOException e) {
      return refused(INVALID_ARGUMENT, "the message is not gzip");
    }
    return HttpResponse.of(
        headers().build(), HttpData.wrap(EMPTY_MESSAGE), HttpHeaders.of("grpc-status", "0"));
  }

  private HttpResponse broken(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return cause instanceof ContentTooLargeException
        ? refused(RESOURCE_EXHAUSTED, "the message is too large")
        : refused(INTERNAL, "the message did not arrive");
  }

  /** Headers that are trailers too: gRPC's way to fail without a message. */
  private HttpResponse refused(int status, String message) {
    counters.refused(signal);
    return HttpResponse.of(
        headers()
            .endOfStream(true)
            .set("grpc-status", Integer.toString(status))
            .set("grpc-message", message)
            .build());
  }

  private static ResponseHeadersBuilder headers() {
    return ResponseHeaders.builder(HttpStatus.OK)
        .contentType(GRPC)
        .set("grpc-accept-encoding", "identity,gzip");
  }
}
