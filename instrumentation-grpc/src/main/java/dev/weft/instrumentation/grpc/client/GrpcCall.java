package dev.weft.instrumentation.grpc.client;

import dev.weft.core.call.Attempt;
import dev.weft.core.call.FailureKind;
import dev.weft.core.call.OutboundExchange;
import dev.weft.core.call.OutboundPath;
import dev.weft.core.call.Protocol;
import dev.weft.core.call.Replay;
import dev.weft.core.call.RequestEdits;
import dev.weft.instrumentation.grpc.wire.HeaderNames;
import io.grpc.Deadline;
import io.grpc.Metadata;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One logical call, in the core's words. */
final class GrpcCall extends OutboundExchange {
  private final String authority;
  private final String fullMethodName;
  private final String scheme;
  private final Metadata headers;
  private final @Nullable Deadline deadline;
  private final MessageBuffer<?> messages;

  private Metadata prepared;
  private String preparedMethod;
  private @Nullable String preparedAuthority;

  /**
   * @param headers the application's; never changed
   * @param deadline the application's, of the call or its context
   */
  GrpcCall(
      OutboundPath path,
      String authority,
      String fullMethodName,
      String scheme,
      Metadata headers,
      @Nullable Deadline deadline,
      MessageBuffer<?> messages) {
    super(path);
    this.authority = authority;
    this.fullMethodName = fullMethodName;
    this.scheme = scheme;
    this.headers = headers;
    this.deadline = deadline;
    this.messages = messages;
    this.prepared = headers;
    this.preparedMethod = fullMethodName;
  }

  @Override
  public String method() {
    return "POST";
  }

  @Override
  public String authority() {
    return authority;
  }

  @Override
  public String path() {
    return "/" + fullMethodName;
  }

  @Override
  public String scheme() {
    return scheme;
  }

  @Override
  public @Nullable String header(String name) {
    return HeaderNames.joined(headers, name);
  }

  @Override
  public Protocol protocol() {
    return Protocol.GRPC;
  }

  @Override
  public Replay replay() {
    return messages.replayable() ? Replay.ALWAYS : Replay.NEVER;
  }

  @Override
  public long callerRemainingNanos() {
    return deadline == null ? Long.MAX_VALUE : deadline.timeRemaining(TimeUnit.NANOSECONDS);
  }

  @Override
  public FailureKind failureKind(Throwable failure) {
    return failure instanceof UnansweredException unanswered
        ? unanswered.kind()
        : super.failureKind(failure);
  }

  @Override
  public void edit(Attempt attempt, RequestEdits edits) {
    // A copy for each attempt also because gRPC adds its own headers to what it is given.
    Metadata copy = new Metadata();
    copy.merge(headers);
    Headers.edit(copy, edits);
    prepared = copy;
    String path = edits.path();
    preparedMethod = path == null ? fullMethodName : methodName(path);
    preparedAuthority = edits.authority();
  }

  /** A method's name cannot hold a query; the slash in front is HTTP's. */
  private static String methodName(String path) {
    int query = path.indexOf('?');
    String plain = query < 0 ? path : path.substring(0, query);
    return plain.startsWith("/") ? plain.substring(1) : plain;
  }

  Metadata prepared() {
    return prepared;
  }

  String preparedMethod() {
    return preparedMethod;
  }

  /** Null: as the application wrote it. */
  @Nullable String preparedAuthority() {
    return preparedAuthority;
  }
}
