package dev.weft.collector.telemetry;

import com.google.protobuf.InvalidProtocolBufferException;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.weft.collector.json.Json;
import dev.weft.collector.json.Tree;
import dev.weft.policy.tree.MalformedTreeException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** OTLP over HTTP, protobuf or JSON, plain or gzip. */
public final class OtlpHttpService implements HttpService {
  private static final MediaType PROTOBUF = MediaType.create("application", "x-protobuf");

  private final Signal signal;
  private final Intake intake;
  private final TelemetryCounters counters;

  public OtlpHttpService(Signal signal, Intake intake, TelemetryCounters counters) {
    this.signal = signal;
    this.intake = intake;
    this.counters = counters;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    return HttpResponse.of(
        request
            .aggregate()
            .thenApplyAsync(
                whole -> intake.inTurn(() -> answer(whole)), context.blockingTaskExecutor()));
  }

  private HttpResponse answer(AggregatedHttpRequest request) {
    MediaType type = request.contentType();
    boolean json = type != null && type.is(MediaType.JSON);
    if (type == null || !json && !type.is(PROTOBUF)) {
      return refused(
          json,
          HttpStatus.UNSUPPORTED_MEDIA_TYPE,
          "expected application/x-protobuf or application/json:"
              + " set OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf or grpc");
    }
    String encoding = request.headers().get(HttpHeaderNames.CONTENT_ENCODING, "identity");
    try {
      byte[] body = request.content().array();
      switch (encoding) {
        case "identity" -> accept(json, body);
        case "gzip" -> accept(json, Inflated.of(body));
        default -> {
          return refused(
              json, HttpStatus.UNSUPPORTED_MEDIA_TYPE, "content-encoding: expected gzip or none");
        }
      }
    } catch (Inflated.TooLargeException e) {
      return refused(json, HttpStatus.REQUEST_ENTITY_TOO_LARGE, e.getMessage());
    } catch (InvalidProtocolBufferException e) {
      return refused(
          json, HttpStatus.BAD_REQUEST, "the body is no OTLP request for " + signal.word());
    } catch (MalformedTreeException e) {
      return refused(
          json,
          HttpStatus.BAD_REQUEST,
          "the body is no OTLP request for " + signal.word() + ": " + e.getMessage());
    } catch (IOException e) {
      return refused(json, HttpStatus.BAD_REQUEST, "the body is not gzip");
    }
    // An empty message: everything was taken.
    return json
        ? HttpResponse.of(HttpStatus.OK, MediaType.JSON, "{}")
        : HttpResponse.of(HttpStatus.OK, PROTOBUF, new byte[0]);
  }

  private void accept(boolean json, byte[] body)
      throws InvalidProtocolBufferException, MalformedTreeException {
    if (json) {
      intake.acceptJson(signal, new String(body, StandardCharsets.UTF_8));
    } else {
      intake.accept(signal, body);
    }
  }

  private HttpResponse refused(boolean json, HttpStatus status, String message) {
    counters.refused(signal);
    return json
        ? HttpResponse.of(status, MediaType.JSON, Json.write(Tree.of("message", message)))
        : HttpResponse.of(status, PROTOBUF, status(message));
  }

  /** A {@code google.rpc.Status} with only its message (field 2), as OTLP wants errors. */
  private static byte[] status(String message) {
    byte[] text = message.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream(text.length + 3);
    out.write(0x12);
    if (text.length > 0x7F) {
      out.write(text.length & 0x7F | 0x80);
      out.write(text.length >> 7);
    } else {
      out.write(text.length);
    }
    out.writeBytes(text);
    return out.toByteArray();
  }
}
