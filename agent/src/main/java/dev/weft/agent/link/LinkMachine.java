package dev.weft.agent.link;

import dev.weft.agent.log.AgentLog;
import dev.weft.core.time.Clock;
import dev.weft.policy.frame.AgentMessage;
import dev.weft.policy.frame.CollectorMessage;
import dev.weft.policy.frame.Frame;
import dev.weft.policy.frame.Instance;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is said to the collector and what is made of its answers. Never blocks, knows no thread and
 * no socket; its methods are called one at a time.
 */
final class LinkMachine {
  /** Until {@link CollectorMessage.Welcome} says otherwise. */
  private static final long DEFAULT_HEARTBEAT_NANOS = 5_000_000_000L;

  private static final long STATS_NANOS = 5_000_000_000L;
  private static final long SAVE_NANOS = 2_000_000_000L;

  private final LinkIdentity self;
  private final Registration registration;
  private final PolicyState policy;
  private final Credentials credentials;
  private final Counters counters;
  private final AccessLines accessLines;
  private final EjectionNews ejections;
  private final Supplier<List<AgentMessage.AdapterReport>> reports;
  private final Clock clock;
  private final AgentLog log;
  private final long startedNanos;

  /** Canonical hosts whose endpoints are wanted; only grows. */
  private final Set<String> uses = new LinkedHashSet<>();

  private @Nullable Wire wire;
  private boolean welcomed;
  private boolean leaving;
  private boolean left;

  /** As last sent on this connection. */
  private @Nullable List<Instance> registered;

  /** What {@code registered} was made of, see {@link #registrationState}; -1: nothing yet. */
  private long registeredState = -1;

  /** Whether the collector may still hold instances of this agent. */
  private boolean everRegistered;

  private @Nullable List<AgentMessage.AdapterReport> reported;
  private long heartbeatNanos = DEFAULT_HEARTBEAT_NANOS;
  private long leaseNanos = 3 * DEFAULT_HEARTBEAT_NANOS;
  private long connectedNanos;
  private long nextHeartbeat;
  private long nextStats;
  private long nextSave;

  LinkMachine(
      LinkIdentity self,
      Registration registration,
      PolicyState policy,
      Credentials credentials,
      Counters counters,
      AccessLines accessLines,
      EjectionNews ejections,
      Supplier<List<AgentMessage.AdapterReport>> reports,
      Clock clock,
      AgentLog log) {
    this.self = self;
    this.registration = registration;
    this.policy = policy;
    this.credentials = credentials;
    this.counters = counters;
    this.accessLines = accessLines;
    this.ejections = ejections;
    this.reports = reports;
    this.clock = clock;
    this.log = log;
    this.startedNanos = clock.nanos();
  }

  /** Takes over what the disk kept. Call once, first. */
  void restore() {
    credentials.restore();
    uses.addAll(policy.restore());
  }

  /** The channel is open. */
  void connected(Wire opened) {
    wire = opened;
    welcomed = false;
    registered = null;
    registeredState = -1;
    reported = null;
    credentials.connected();
    ejections.connected();
    opened.send(
        self.hello(registration.services(), policy.epoch(), policy.revision(), List.copyOf(uses)));
    if (leaving && !left) {
      opened.send(new AgentMessage.Deregister());
    }
    long now = clock.nanos();
    connectedNanos = now;
    nextHeartbeat = now + heartbeatNanos;
    nextStats = now + STATS_NANOS;
    registrationMayHaveChanged();
  }

  /** An attempt to connect failed, or the channel is gone. */
  void disconnected(String reason) {
    if (wire != null) {
      log.info("link to the collector lost (" + reason + "), calls go on by what is known");
    } else {
      log.info("collector not reached (" + reason + "), calls go on by what is known");
    }
    wire = null;
    policy.unreachable();
  }

  void received(CollectorMessage message) {
    Wire to = wire;
    if (to == null) {
      return;
    }
    if (message instanceof Frame frame) {
      policy.frame(frame, to);
    } else if (message instanceof CollectorMessage.Welcome welcome) {
      welcome(welcome, to);
    } else if (message instanceof CollectorMessage.Certificate certificate) {
      credentials.certificate(certificate, to);
      registrationMayHaveChanged();
    } else if (message instanceof CollectorMessage.SignRefused refused) {
      credentials.refused(refused.reason());
      registrationMayHaveChanged();
    } else if (message instanceof CollectorMessage.Roots roots) {
      credentials.roots(roots, to);
    } else if (message instanceof CollectorMessage.StatsTaken taken) {
      counters.taken(taken.sequence(), to);
    } else if (message instanceof CollectorMessage.Deregistered) {
      left = true;
    } else if (message instanceof CollectorMessage.Switches switches) {
      policy.switched(switches);
      to.send(new AgentMessage.Switched(switches.level(), switches.adapters()));
    } else if (message instanceof CollectorMessage.Unknown unknown) {
      log.debug("message " + unknown.type() + " of a newer collector is passed over");
    } else if (!(message instanceof CollectorMessage.Registered)) {
      throw new IllegalStateException("unknown message " + message.getClass().getSimpleName());
    }
  }

  private void welcome(CollectorMessage.Welcome welcome, Wire to) {
    welcomed = true;
    heartbeatNanos = Math.max(100, welcome.heartbeatMillis()) * 1_000_000L;
    leaseNanos = Math.max(welcome.leaseMillis() * 1_000_000L, 2 * heartbeatNanos);
    nextHeartbeat = clock.nanos() + heartbeatNanos;
    policy.trustDomain(welcome.trustDomain());
    policy.reachable();
    credentials.welcome(welcome.trustDomain(), welcome.epoch(), to);
    credentials.requestIfDue(to);
    counters.welcome(welcome.ledger(), to);
  }

  /** To be called about once a second, connected or not. */
  void tick() {
    long now = clock.nanos();
    credentials.tick();
    if (now - startedNanos >= self.startWaitNanos() && !policy.heard()) {
      policy.unreachable();
    }
    if (now - nextSave >= 0) {
      nextSave = now + SAVE_NANOS;
      policy.saveIfChanged(uses);
    }
    Wire to = wire;
    if (to == null) {
      return;
    }
    if (now - nextHeartbeat >= 0) {
      nextHeartbeat = now + heartbeatNanos;
      to.send(new AgentMessage.Heartbeat());
    }
    if (welcomed) {
      credentials.requestIfDue(to);
      registrationMayHaveChanged();
      reportMayHaveChanged(to);
      if (now - nextStats >= 0) {
        flushStats();
      }
      accessLines.send(to);
      ejections.send(to);
    }
  }

  /** Ports or the readiness of mesh TLS may have changed. */
  void registrationMayHaveChanged() {
    Wire to = wire;
    if (to == null || leaving || isTooEarlyToRegister()) {
      return;
    }
    boolean mtls = credentials.ready();
    long state = registrationState(mtls);
    if (state == registeredState) {
      return; // as nearly always, and this is asked each second
    }
    registeredState = state;
    List<Instance> instances = registration.instances(self.agentId(), to.localAddress(), mtls);
    boolean first = registered == null && !everRegistered && instances.isEmpty();
    if (!first && !instances.equals(registered)) {
      registered = instances;
      everRegistered = true;
      to.send(new AgentMessage.Register(instances));
    }
  }

  /** All that instances depend on and that changes while a connection lives, in one number. */
  private long registrationState(boolean mtls) {
    return 2L * registration.version() + (mtls ? 1 : 0);
  }

  /**
   * A certificate is on its way: who is told of this instance with it never calls in plaintext. But
   * nobody waits longer for it than calls wait for the mesh.
   */
  private boolean isTooEarlyToRegister() {
    return !everRegistered
        && !credentials.settled()
        && clock.nanos() - connectedNanos < self.startWaitNanos();
  }

  private void reportMayHaveChanged(Wire to) {
    List<AgentMessage.AdapterReport> now = reports.get();
    if (!now.equals(reported)) {
      reported = List.copyOf(now);
      to.send(new AgentMessage.Report(now, self.telemetryEndpoint()));
    }
  }

  /** These hosts are called now. */
  void use(Collection<String> hosts) {
    List<String> fresh = new ArrayList<>();
    for (String host : hosts) {
      if (uses.add(host)) {
        fresh.add(host);
      }
    }
    if (!fresh.isEmpty() && wire != null) {
      wire.send(new AgentMessage.Use(fresh));
    }
  }

  /** Sends the counters of now. */
  void flushStats() {
    nextStats = clock.nanos() + STATS_NANOS;
    if (wire != null && welcomed) {
      counters.sendDue(wire);
    }
  }

  /** This JVM is going: nobody is to call it any more. */
  void leave() {
    if (!leaving) {
      leaving = true;
      // Now, while the JVM waits for us: what is written after that may be cut off by its end.
      policy.saveIfChanged(uses);
      flushStats();
      if (wire != null && welcomed) {
        accessLines.send(wire);
      }
      if (wire != null) {
        wire.send(new AgentMessage.Deregister());
      }
    }
  }

  /** Whether the collector has confirmed that nobody will call any more. */
  boolean left() {
    return left;
  }

  boolean isLeaving() {
    return leaving;
  }

  boolean isConnected() {
    return wire != null;
  }

  /** How long the other side may be silent before it is taken for dead. */
  long leaseNanos() {
    return leaseNanos;
  }

  /** Keeps on disk what must survive, and sends what was counted to the end. */
  void close() {
    policy.saveIfChanged(uses);
    if (wire != null) {
      flushStats();
      wire.close("agent ends");
    }
  }
}
