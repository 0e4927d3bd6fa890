package dev.weft.instrumentation.grpc.client;

import dev.weft.core.time.Clock;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import java.util.concurrent.TimeUnit;

/**
 * The application's channel, whose end is the end of ours behind it too. Its state is that of its
 * own connections until there are any of ours. Thread-safe.
 */
final class MeshChannel extends ManagedChannel {
  private final ManagedChannel channel;
  private final ChannelPool pool;
  private final Clock clock;

  MeshChannel(ManagedChannel channel, ChannelPool pool, Clock clock) {
    this.channel = channel;
    this.pool = pool;
    this.clock = clock;
  }

  @Override
  public <Q, R> ClientCall<Q, R> newCall(MethodDescriptor<Q, R> method, CallOptions options) {
    return channel.newCall(method, options);
  }

  @Override
  public String authority() {
    return channel.authority();
  }

  @Override
  public ManagedChannel shutdown() {
    channel.shutdown();
    pool.shutdown(false);
    return this;
  }

  @Override
  public ManagedChannel shutdownNow() {
    channel.shutdownNow();
    pool.shutdown(true);
    return this;
  }

  @Override
  public boolean isShutdown() {
    return channel.isShutdown();
  }

  @Override
  public boolean isTerminated() {
    return channel.isTerminated() && pool.isTerminated();
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    long end = clock.nanos() + unit.toNanos(timeout);
    return channel.awaitTermination(timeout, unit) && pool.awaitTermination(end - clock.nanos());
  }

  @Override
  public ConnectivityState getState(boolean requestConnection) {
    if (pool.isEmpty() || isShutdown()) {
      return channel.getState(requestConnection);
    }
    for (ManagedChannel leg : pool.channels()) {
      if (leg.getState(false) == ConnectivityState.READY) {
        return ConnectivityState.READY;
      }
    }
    return ConnectivityState.IDLE;
  }

  @Override
  public void notifyWhenStateChanged(ConnectivityState source, Runnable callback) {
    channel.notifyWhenStateChanged(source, callback);
  }

  @Override
  public void resetConnectBackoff() {
    channel.resetConnectBackoff();
    pool.channels().forEach(ManagedChannel::resetConnectBackoff);
  }

  @Override
  public void enterIdle() {
    channel.enterIdle();
    pool.channels().forEach(ManagedChannel::enterIdle);
  }
}
