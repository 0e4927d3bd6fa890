package dev.weft.instrumentation.grpc.client;

import dev.weft.instrumentation.grpc.wire.SecurePeer;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import org.jspecify.annotations.Nullable;

/** A channel of ours to one endpoint. Thread-safe. */
final class Leg {
  private final ManagedChannel channel;
  private final @Nullable SecurePeer peer;
  private final long generation;
  private volatile long usedNanos;

  /**
   * @param peer null: plaintext
   * @param generation of the own certificate
   */
  Leg(ManagedChannel channel, @Nullable SecurePeer peer, long generation, long nowNanos) {
    this.channel = channel;
    this.peer = peer;
    this.generation = generation;
    this.usedNanos = nowNanos;
  }

  ManagedChannel channel() {
    return channel;
  }

  void used(long nowNanos) {
    usedNanos = nowNanos;
  }

  long idleNanos(long nowNanos) {
    return nowNanos - usedNanos;
  }

  /** Whether new calls may still go over it: either side's certificate may have moved on. */
  boolean fresh(long currentGeneration, long nowNanos) {
    return peer == null || (generation == currentGeneration && !peer.isRetired(nowNanos));
  }

  /** Whether its last try to connect failed; gRPC would now let calls fail without trying. */
  boolean unreachable() {
    return channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE;
  }
}
