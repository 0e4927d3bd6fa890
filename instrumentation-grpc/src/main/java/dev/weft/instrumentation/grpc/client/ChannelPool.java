package dev.weft.instrumentation.grpc.client;

import dev.weft.core.Mesh;
import dev.weft.core.endpoint.Endpoint;
import dev.weft.instrumentation.grpc.wire.SecurePeer;
import dev.weft.instrumentation.grpc.wire.WireKeys;
import io.grpc.ManagedChannel;
import io.grpc.NameResolverRegistry;
import io.grpc.internal.ManagedChannelImplBuilder;
import io.grpc.internal.ObjectPool;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The channels of ours that stand behind one channel of the application. Those to an endpoint that
 * is no longer chosen close their connection when idle and are forgotten a little later; calls on
 * them end undisturbed. Thread-safe.
 */
final class ChannelPool {
  /** After this the connection is closed; the application's own idle timeout if that is shorter. */
  private static final long IDLE_MILLIS = TimeUnit.MINUTES.toMillis(5);

  private static final long FORGET_NANOS = TimeUnit.MINUTES.toNanos(10);

  private final Mesh mesh;
  private final WireKeys keys;
  private final BuilderFields fields;
  private final ManagedChannelImplBuilder settings;
  private final ObjectPool<? extends Executor> executors;
  private final Executor executor;
  private final ConcurrentHashMap<Key, Leg> legs = new ConcurrentHashMap<>();

  /** Replaced and forgotten ones that may still have calls; guarded by {@code this}. */
  private final List<ManagedChannel> draining = new ArrayList<>();

  private boolean shutdown;
  private boolean executorReturned;

  @SuppressWarnings("unchecked")
  ChannelPool(Mesh mesh, WireKeys keys, BuilderFields fields, ManagedChannelImplBuilder settings) {
    this.mesh = mesh;
    this.keys = keys;
    this.fields = fields;
    this.settings = settings;
    this.executors = (ObjectPool<? extends Executor>) fields.executorPool(settings);
    this.executor = executors.getObject();
  }

  /** Where the application's callbacks run unless a call says otherwise. */
  Executor executor() {
    return executor;
  }

  /**
   * The channel for an attempt.
   *
   * @param authority of the application's channel, always the same
   * @return null after {@link #shutdown}
   */
  @Nullable Leg leg(Endpoint endpoint, boolean secure, String authority) {
    InetSocketAddress address = endpoint.address(secure);
    Key key = new Key(address, secure ? endpoint.expectedIdentity() : null);
    long now = mesh.clock().nanos();
    Leg leg = legs.get(key);
    if (leg == null || !leg.fresh(mesh.tls().generation(), now)) {
      leg = replace(key, authority, leg, now);
    }
    if (leg != null) {
      leg.used(now);
    }
    return leg;
  }

  /**
   * Takes a leg out whose connection failed, so that the next attempt connects anew at once instead
   * of waiting for gRPC's backoff: when to try which endpoint again is the core's to decide.
   */
  void connectFailed(Leg leg) {
    if (leg.unreachable() && legs.values().remove(leg)) {
      drain(leg);
    }
  }

  private synchronized @Nullable Leg replace(
      Key key, String authority, @Nullable Leg seen, long now) {
    Leg current = legs.get(key);
    if (current != null && current != seen) {
      return current;
    }
    if (shutdown) {
      return null;
    }
    long generation = mesh.tls().generation();
    SecurePeer peer = key.identity() == null ? null : new SecurePeer(key.address());
    Leg leg = new Leg(connect(key, authority, peer), peer, generation, now);
    legs.put(key, leg);
    if (current != null) {
      drain(current);
    }
    forgetUnused(now);
    return leg;
  }

  private ManagedChannel connect(Key key, String authority, @Nullable SecurePeer peer) {
    NameResolverRegistry registry = new NameResolverRegistry();
    registry.register(new EndpointResolver(key.address(), authority, peer, keys));
    long idle = Math.min(IDLE_MILLIS, fields.idleTimeoutMillis(settings));
    return fields
        .likeness(settings, EndpointResolver.SCHEME + ":///endpoint", registry)
        .disableRetry()
        .disableServiceConfigLookUp()
        .idleTimeout(idle > 0 ? idle : IDLE_MILLIS, TimeUnit.MILLISECONDS)
        .build();
  }

  private synchronized void drain(Leg leg) {
    leg.channel().shutdown();
    draining.removeIf(ManagedChannel::isTerminated);
    draining.add(leg.channel());
  }

  private void forgetUnused(long now) {
    for (Leg leg : legs.values()) {
      if (leg.idleNanos(now) > FORGET_NANOS && legs.values().remove(leg)) {
        drain(leg);
      }
    }
  }

  synchronized void shutdown(boolean atOnce) {
    shutdown = true;
    for (Leg leg : legs.values()) {
      draining.add(leg.channel());
    }
    legs.clear();
    for (ManagedChannel channel : draining) {
      if (atOnce) {
        channel.shutdownNow();
      } else {
        channel.shutdown();
      }
    }
    returnExecutor();
  }

  synchronized boolean isTerminated() {
    draining.removeIf(ManagedChannel::isTerminated);
    return shutdown && draining.isEmpty();
  }

  boolean awaitTermination(long nanos) throws InterruptedException {
    long end = mesh.clock().nanos() + nanos;
    List<ManagedChannel> waiting;
    synchronized (this) {
      waiting = List.copyOf(draining);
    }
    for (ManagedChannel channel : waiting) {
      if (!channel.awaitTermination(end - mesh.clock().nanos(), TimeUnit.NANOSECONDS)) {
        return false;
      }
    }
    return isTerminated();
  }

  /** Whether any is in use at all. */
  boolean isEmpty() {
    return legs.isEmpty();
  }

  List<ManagedChannel> channels() {
    return legs.values().stream().map(Leg::channel).toList();
  }

  private void returnExecutor() {
    if (!executorReturned) {
      executorReturned = true;
      executors.returnObject(executor);
    }
  }

  /**
   * @param identity whom to expect; null: plaintext
   */
  private record Key(InetSocketAddress address, @Nullable String identity) {}
}
