package dev.weft.collector.api;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.weft.collector.json.Json;
import dev.weft.collector.time.Loop;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What changed, as server-sent events. {@link #publish} is for the mesh's loop; a listener that
 * does not read is cut off, it can ask for the state again.
 */
public final class Events implements HttpService {
  static final int MAX_LISTENERS = 64;
  private static final int MAX_QUEUED = 256;

  /** Below the idle timeouts of what commonly stands between. */
  private static final long KEEP_ALIVE_MILLIS = 15_000;

  private final Loop loop;
  private final List<Listener> listeners = new ArrayList<>();

  private record Listener(HttpResponseWriter out, AtomicInteger queued) {}

  public Events(Loop loop) {
    this.loop = loop;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    context.clearRequestTimeout();
    HttpResponseWriter out = HttpResponse.streaming();
    loop.execute(() -> begin(out));
    return out;
  }

  private void begin(HttpResponseWriter out) {
    listeners.removeIf(listener -> !listener.out().isOpen());
    if (listeners.size() >= MAX_LISTENERS) {
      Answer answer =
          new Trouble(503, "At most " + MAX_LISTENERS + " listeners at a time.").answer();
      out.write(ResponseHeaders.of(HttpStatus.SERVICE_UNAVAILABLE, "content-type", Trouble.TYPE));
      out.write(HttpData.ofUtf8(answer.body()));
      out.close();
      return;
    }
    out.write(
        ResponseHeaders.builder(HttpStatus.OK)
            .contentType(MediaType.EVENT_STREAM)
            .set("cache-control", "no-store")
            .build());
    Listener listener = new Listener(out, new AtomicInteger());
    listeners.add(listener);
    send(listener, ": weft\n\n");
    keepAlive(listener);
  }

  private void keepAlive(Listener listener) {
    loop.after(
        KEEP_ALIVE_MILLIS,
        () -> {
          if (listener.out().isOpen()) {
            send(listener, ":\n\n");
            keepAlive(listener);
          } else {
            listeners.remove(listener);
          }
        });
  }

  /**
   * @param type {@code policy}, {@code agent}, {@code registry}, {@code ack}, {@code nack}, {@code
   *     switches}, {@code switched}, {@code ejection}
   */
  public void publish(String type, Map<String, Object> data) {
    if (listeners.isEmpty()) {
      return;
    }
    String text = "event: " + type + "\ndata: " + Json.write(data) + "\n\n";
    listeners.removeIf(listener -> !send(listener, text));
  }

  private static boolean send(Listener listener, String text) {
    if (listener.queued().incrementAndGet() > MAX_QUEUED) {
      listener.out().close();
      return false;
    }
    if (!listener.out().tryWrite(HttpData.ofUtf8(text))) {
      return false;
    }
    listener.out().whenConsumed().thenRun(listener.queued()::decrementAndGet);
    return true;
  }
}
