package dev.weft.collector.api;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.ClosedSessionException;
import com.linecorp.armeria.common.ContentTooLargeException;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ProtocolViolationException;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.stream.AbortedStreamException;
import com.linecorp.armeria.common.stream.CancelledSubscriptionException;
import com.linecorp.armeria.common.stream.ClosedStreamException;
import com.linecorp.armeria.common.util.Exceptions;
import com.linecorp.armeria.server.HttpStatusException;
import com.linecorp.armeria.server.RequestCancellationException;
import com.linecorp.armeria.server.RequestTimeoutException;
import com.linecorp.armeria.server.ServerErrorHandler;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.ServiceRequestContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Errors that arise outside of the operations, as problem JSON and never with a stack trace. */
public final class Errors implements ServerErrorHandler {
  private static final Logger log = LoggerFactory.getLogger(Errors.class);

  @Override
  public HttpResponse onServiceException(ServiceRequestContext context, Throwable thrown) {
    Throwable cause = Exceptions.peel(thrown);
    if (cause instanceof HttpStatusException status) {
      return trouble(status.httpStatus().code(), hint(status.httpStatus().code())).response();
    }
    if (cause instanceof ContentTooLargeException) {
      return trouble(413, hint(413)).response();
    }
    if (cause instanceof RequestTimeoutException) {
      return trouble(503, hint(503)).response();
    }
    if (cause instanceof ClosedSessionException
        || cause instanceof ClosedStreamException
        || cause instanceof AbortedStreamException
        || cause instanceof CancelledSubscriptionException
        || cause instanceof RequestCancellationException
        || cause instanceof ProtocolViolationException) {
      // The client went away or broke off in the middle: nobody reads the answer.
      log.debug("{} {} was broken off: {}", context.method(), context.path(), cause.toString());
      return trouble(400, hint(400)).response();
    }
    log.error("{} {} failed", context.method(), context.path(), cause);
    return trouble(500, "The collector failed here; its log has the reason.").response();
  }

  @Override
  public @Nullable AggregatedHttpResponse onProtocolViolation(
      ServiceConfig config,
      @Nullable RequestHeaders headers,
      HttpStatus status,
      @Nullable String description,
      @Nullable Throwable cause) {
    return rendered(status);
  }

  @Override
  public AggregatedHttpResponse renderStatus(
      @Nullable ServiceRequestContext context,
      ServiceConfig config,
      @Nullable RequestHeaders headers,
      HttpStatus status,
      @Nullable String description,
      @Nullable Throwable cause) {
    return rendered(status);
  }

  private static AggregatedHttpResponse rendered(HttpStatus status) {
    Answer answer = trouble(status.code(), hint(status.code()));
    return AggregatedHttpResponse.of(
        ResponseHeaders.builder(status).contentType(answer.type()).build(),
        HttpData.ofUtf8(answer.body()));
  }

  private static Answer trouble(int status, String detail) {
    return new Trouble(status, detail).answer();
  }

  private static String hint(int status) {
    return switch (status) {
      case 404 -> "There is nothing at this path; /v1/openapi.json lists what there is.";
      case 405 -> "This path does not take this method; /v1/openapi.json lists what it takes.";
      case 413 -> "The body is too large.";
      case 415 -> "This path does not take this media type.";
      case 503 -> "The collector did not answer in time; try again.";
      default -> "The request cannot be served.";
    };
  }
}
