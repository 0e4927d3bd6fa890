package dev.weft.benchmarks.fleet;

import dev.weft.policy.frame.AgentMessage;
import dev.weft.policy.frame.Channel;
import dev.weft.policy.frame.CollectorMessage;
import dev.weft.policy.frame.Frame;
import dev.weft.policy.frame.Instance;
import dev.weft.policy.frame.MalformedMessageException;
import java.net.http.WebSocket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One simulated agent: says hello, registers an instance, applies and acknowledges what it is sent,
 * renews its lease, and comes back when its connection is lost, as real ones do. Thread-safe.
 */
final class FleetAgent implements WebSocket.Listener {
  // Those of the agent's own dev.weft.agent.link.Backoff, which this module does not see.
  private static final long FIRST_WAIT_MILLIS = 250;
  private static final long MAX_WAIT_MILLIS = 4_000;

  private final Fleet fleet;
  private final String id;
  private final String service;
  private final int port;
  private final List<String> uses;
  private final StringBuilder part = new StringBuilder();
  private @Nullable WebSocket socket;
  private CompletableFuture<?> sending = CompletableFuture.completedFuture(null);
  private long waitMillis = FIRST_WAIT_MILLIS;
  private boolean helloed;
  private boolean first;
  private boolean ended;

  /**
   * @param uses hosts that it calls
   */
  FleetAgent(Fleet fleet, String id, String service, int port, List<String> uses) {
    this.fleet = fleet;
    this.id = id;
    this.service = service;
    this.port = port;
    this.uses = uses;
  }

  /** Connects now; if that fails, later again. */
  void connect() {
    synchronized (this) {
      if (ended) {
        return;
      }
      helloed = false;
      first = true;
      part.setLength(0);
      sending = CompletableFuture.completedFuture(null);
    }
    fleet.tried();
    fleet
        .client()
        .newWebSocketBuilder()
        .subprotocols(Channel.SUBPROTOCOL)
        .buildAsync(fleet.channel(), this)
        .whenComplete(
            (opened, failure) -> {
              if (failure != null) {
                again();
              }
            });
  }

  /** Full jitter, as the agent's. */
  private void again() {
    long wait;
    synchronized (this) {
      if (ended) {
        return;
      }
      socket = null;
      wait = (long) (ThreadLocalRandom.current().nextDouble() * waitMillis);
      waitMillis = Math.min(MAX_WAIT_MILLIS, 2 * waitMillis);
    }
    fleet.timer().schedule(this::connect, wait, TimeUnit.MILLISECONDS);
  }

  @Override
  public void onOpen(WebSocket opened) {
    synchronized (this) {
      socket = opened;
    }
    fleet.arrived();
    send(
        new AgentMessage.Hello(
            Channel.PROTOCOL,
            id,
            "simulated",
            List.of("mtls", "stats", Channel.CAN_SWITCH),
            List.of(new AgentMessage.Service(service, "default", service, Map.of("app", service))),
            "machine-" + port % 100,
            port,
            "17",
            "",
            0,
            uses));
    send(
        new AgentMessage.Register(
            List.of(
                new Instance(
                    id + "/" + service,
                    service,
                    "default",
                    service,
                    Map.of("app", service),
                    List.of(
                        new Instance.Port(
                            80,
                            "10." + port / 65536 + ".0.1",
                            port % 65535 + 1,
                            "http",
                            0,
                            false))))));
    opened.request(1);
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    part.append(data);
    if (last) {
      String text = part.toString();
      part.setLength(0);
      received(text);
    }
    from.request(1);
    return null;
  }

  private void received(String text) {
    CollectorMessage message;
    try {
      message = fleet.codec().readCollector(text);
    } catch (MalformedMessageException e) {
      throw new IllegalStateException("the collector sent what is no message", e);
    }
    if (message instanceof CollectorMessage.Welcome) {
      synchronized (this) {
        helloed = true;
        waitMillis = FIRST_WAIT_MILLIS;
      }
    } else if (message instanceof CollectorMessage.Switches switches) {
      send(new AgentMessage.Switched(switches.level(), switches.adapters()));
    } else if (message instanceof Frame frame) {
      send(new AgentMessage.Ack(frame.epoch(), frame.revision()));
      boolean back;
      synchronized (this) {
        back = first;
        first = false;
      }
      if (back) {
        fleet.ready();
      }
      fleet.applied(id, frame);
    }
  }

  void heartbeat() {
    boolean connected;
    synchronized (this) {
      connected = socket != null && helloed;
    }
    if (connected) {
      send(new AgentMessage.Heartbeat());
    }
  }

  /** One at a time, which the client demands. */
  private synchronized void send(AgentMessage message) {
    WebSocket to = socket;
    if (to != null) {
      String text = fleet.codec().write(message);
      sending = sending.handle((done, failure) -> null).thenCompose(v -> to.sendText(text, true));
    }
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
    fleet.lost(status + " " + reason);
    again();
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable failure) {
    fleet.lost(String.valueOf(failure));
    again();
  }

  synchronized void end() {
    ended = true;
    if (socket != null) {
      socket.abort();
    }
  }
}
