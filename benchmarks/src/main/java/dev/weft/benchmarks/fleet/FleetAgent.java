package dev.weft.benchmarks.fleet;

import dev.weft.policy.frame.AgentMessage;
import dev.weft.policy.frame.Channel;
import dev.weft.policy.frame.Instance;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * One simulated agent: says hello, registers an instance, acknowledges what it is sent, renews its
 * lease, and comes back when its connection is lost, as real ones do. It reads of a message what it
 * needs for that: a real agent reads all, on a machine of its own. For the fleet's thread alone.
 */
final class FleetAgent implements Socket.Listener {
  // Those of the agent's own dev.weft.agent.link.Backoff, which this module does not see.
  private static final long FIRST_WAIT_MILLIS = 250;
  private static final long MAX_WAIT_MILLIS = 4_000;

  /** That of the channel, see dev.weft.collector.push.Settings. */
  private static final long HEARTBEAT_MILLIS = 5_000;

  private final Fleet fleet;
  private final String id;
  private final Random random;
  private final String hello;
  private final String register;
  private final @Nullable SimulatedCalls calls;
  private @Nullable Socket socket;
  private long waitMillis = FIRST_WAIT_MILLIS;
  private boolean welcome;
  private boolean applied;
  private boolean ended;

  /**
   * @param uses hosts that it calls
   * @param calls that it reports; null: it does not
   */
  FleetAgent(
      Fleet fleet,
      String id,
      String service,
      int number,
      List<String> uses,
      @Nullable SimulatedCalls calls) {
    this.calls = calls;
    this.fleet = fleet;
    this.id = id;
    this.random = new Random(number);
    this.hello =
        fleet
            .codec()
            .write(
                new AgentMessage.Hello(
                    Channel.PROTOCOL,
                    id,
                    "simulated",
                    List.of("mtls", "stats", Channel.CAN_SWITCH),
                    List.of(
                        new AgentMessage.Service(
                            service, "default", service, Map.of("app", service))),
                    "machine-" + number % 100,
                    number,
                    "17",
                    "",
                    0,
                    uses));
    this.register =
        fleet.codec().write(new AgentMessage.Register(List.of(instance(service, number))));
  }

  private Instance instance(String service, int number) {
    Instance.Port port =
        new Instance.Port(
            80, "10." + number / 65536 + ".0.1", number % 65535 + 1, "http", 0, false);
    return new Instance(
        id + "/" + service, service, "default", service, Map.of("app", service), List.of(port));
  }

  /** Connects now; if that fails, later again. */
  void connect() {
    if (ended) {
      return;
    }
    welcome = false;
    applied = false;
    try {
      socket = fleet.open(this);
    } catch (IOException e) {
      closed(e.toString());
    }
  }

  @Override
  public void opened() {
    fleet.arrived();
    say(hello);
    say(register);
  }

  @Override
  public void text(byte[] message) {
    Received received = Received.of(message, fleet.marker());
    switch (received.type()) {
      case "welcome" -> {
        welcome = true;
        waitMillis = FIRST_WAIT_MILLIS;
      }
      case "switches" -> say(new AgentMessage.Switched(received.level(), List.of()));
      case "frame" -> {
        say(new AgentMessage.Ack(received.epoch(), received.revision()));
        if (!applied) {
          applied = true;
          fleet.ready();
        }
        if (received.marked()) {
          fleet.applied(id);
        }
      }
      case "stats-taken" -> {
        if (calls != null) {
          calls.taken();
        }
      }
      default -> {
        // Nothing to be done.
      }
    }
  }

  /** Renews the lease, from now on. */
  void heartbeat() {
    if (ended) {
      return;
    }
    if (welcome) {
      say(new AgentMessage.Heartbeat());
    }
    fleet.after(HEARTBEAT_MILLIS, this::heartbeat);
  }

  /** Reports what it counts, from now on. */
  void report() {
    if (ended || calls == null) {
      return;
    }
    if (welcome && !calls.isOpen()) {
      say(calls.next());
    }
    fleet.after(SimulatedCalls.INTERVAL_MILLIS, this::report);
  }

  /** Calls that the collector has said it added. */
  long takenCalls() {
    return calls == null ? 0 : calls.takenCalls();
  }

  private void say(AgentMessage message) {
    say(fleet.codec().write(message));
  }

  private void say(String text) {
    Socket to = socket;
    if (to != null) {
      to.send(text);
    }
  }

  /** Comes again, with full jitter, as agents do. */
  @Override
  public void closed(String reason) {
    socket = null;
    if (calls != null) {
      calls.lost();
    }
    if (ended) {
      return;
    }
    if (welcome) {
      fleet.lost(reason);
    } else {
      fleet.failed(reason);
    }
    welcome = false;
    long wait = (long) (random.nextDouble() * waitMillis);
    waitMillis = Math.min(MAX_WAIT_MILLIS, 2 * waitMillis);
    fleet.after(wait, this::connect);
  }

  void end() {
    ended = true;
    Socket open = socket;
    if (open != null) {
      open.close("the run is over");
    }
  }
}
