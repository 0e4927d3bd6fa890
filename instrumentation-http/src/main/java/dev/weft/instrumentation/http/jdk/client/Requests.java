package dev.weft.instrumentation.http.jdk.client;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The calls under way before their heads, by the identity of the library's request (its {@code
 * equals} goes by value). The hooks on the way to a connection see nothing but that request. Few at
 * a time; each call takes itself out. Thread-safe.
 */
final class Requests {
  private final ConcurrentMap<Identity, ClientExchange> calls = new ConcurrentHashMap<>();

  /** The one that was added last, if it is here still: the library asks ten times for each call. */
  private volatile @Nullable ClientExchange last;

  void add(ClientExchange exchange) {
    calls.put(new Identity(exchange.request()), exchange);
    last = exchange;
  }

  void remove(ClientExchange exchange) {
    if (last == exchange) {
      last = null; // or another's that came just now, which is found as well
    }
    calls.remove(new Identity(exchange.request()), exchange);
  }

  /** Null: not one of ours, or over. */
  @Nullable Wire wire(@Nullable Object request) {
    ClientExchange latest = last;
    if (latest != null && latest.request() == request) {
      return latest.wire();
    }
    if (request == null || calls.isEmpty()) {
      return null;
    }
    ClientExchange exchange = calls.get(new Identity(request));
    return exchange == null ? null : exchange.wire();
  }

  /**
   * Whether a call under way wants mesh TLS to this address. Asked once for each new TLS
   * connection, when it is made for a call that is here.
   */
  boolean secures(String host, int port) {
    for (ClientExchange exchange : calls.values()) {
      Wire wire = exchange.wire();
      if (wire != null
          && wire.address() != null
          && wire.secure()
          && wire.address().getPort() == port
          && wire.address().getHostString().equals(host)) {
        return true;
      }
    }
    return false;
  }

  private static final class Identity {
    private final Object request;

    Identity(Object request) {
      this.request = request;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(request);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Identity identity && identity.request == request;
    }
  }
}
