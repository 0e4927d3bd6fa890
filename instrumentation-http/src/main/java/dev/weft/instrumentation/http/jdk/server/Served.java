package dev.weft.instrumentation.http.jdk.server;

import com.sun.net.httpserver.HttpExchange;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The calls being served, by the server's own exchange (which compares by identity): handlers may
 * answer on any thread, and the server says when the answer is complete. Thread-safe.
 */
final class Served {
  private final ConcurrentMap<Object, ServerExchange> calls = new ConcurrentHashMap<>();

  void begin(Object implementation, ServerExchange call) {
    calls.put(implementation, call);
  }

  /** Further calls do nothing. Null, for hooks. */
  @Nullable Object end(@Nullable Object implementation) {
    ServerExchange call = implementation == null ? null : calls.remove(implementation);
    if (call != null) {
      call.close(status(call.exchange()), null);
    }
    return null;
  }

  void fail(Object implementation, Throwable failure) {
    ServerExchange call = calls.remove(implementation);
    if (call != null) {
      call.close(status(call.exchange()), failure);
    }
  }

  /** An exchange that was closed without an answer has dropped the connection. */
  private static int status(HttpExchange exchange) {
    int code = exchange.getResponseCode();
    return code < 0 ? 500 : code;
  }
}
