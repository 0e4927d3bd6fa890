package dev.weft.core.call;

import dev.weft.core.endpoint.Endpoint;
import org.jspecify.annotations.Nullable;

/**
 * One try against one endpoint. A late callback of a try that is over changes nothing: verdicts are
 * memoized, and only the exchange's current attempt can settle it.
 */
public final class Attempt extends Scope {
  Attempt() {}

  public OutboundExchange exchange() {
    throw new IllegalStateException("core");
  }

  /** From 1. */
  public int number() {
    return 0;
  }

  /** Where to connect; null: as the application wrote it. */
  public @Nullable Endpoint endpoint() {
    return null;
  }

  /** Whether to speak mesh TLS to {@link #endpoint}. Decided by the Identity filter. */
  public boolean secure() {
    return false;
  }

  /** Until this attempt times out; {@link Long#MAX_VALUE}: never. */
  public long remainingNanos() {
    return 0;
  }

  /** To wait before it is sent; 0 for the first. */
  public long backoffNanos() {
    return 0;
  }

  /** The first byte of the request has left. Adapters say so where their library tells. */
  public void sent() {}

  /**
   * The response's head is here.
   *
   * @return true: deliver it, nothing is retried from here on; false: discard it and go round
   *     (there will be a next attempt)
   */
  public boolean headed(ResponseHead head) {
    return true;
  }

  /** The gRPC status at the end of a stream whose head said nothing. Same answer as headed. */
  public boolean trailed(int grpcStatus) {
    return true;
  }

  /**
   * The attempt failed without a response.
   *
   * @return true: tell the application (see {@link OutboundExchange#refusal}, which comes first);
   *     false: go round
   */
  public boolean failed(Throwable failure) {
    return true;
  }

  @Override
  public @Nullable Refusal refusal() {
    return null;
  }
}
