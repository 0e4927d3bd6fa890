package dev.weft.collector.push;

import dev.weft.collector.json.Tree;
import dev.weft.collector.registry.Registration;
import dev.weft.collector.registry.Registry;
import dev.weft.collector.store.PolicyView;
import dev.weft.collector.store.StoredDocument;
import dev.weft.collector.time.Loop;
import dev.weft.policy.frame.AgentMessage;
import dev.weft.policy.frame.AgentMessage.AccessLog;
import dev.weft.policy.frame.AgentMessage.Ack;
import dev.weft.policy.frame.AgentMessage.Deregister;
import dev.weft.policy.frame.AgentMessage.Ejections;
import dev.weft.policy.frame.AgentMessage.Heartbeat;
import dev.weft.policy.frame.AgentMessage.Hello;
import dev.weft.policy.frame.AgentMessage.Nack;
import dev.weft.policy.frame.AgentMessage.Register;
import dev.weft.policy.frame.AgentMessage.Report;
import dev.weft.policy.frame.AgentMessage.Resync;
import dev.weft.policy.frame.AgentMessage.Service;
import dev.weft.policy.frame.AgentMessage.SignRequest;
import dev.weft.policy.frame.AgentMessage.Stats;
import dev.weft.policy.frame.AgentMessage.Switched;
import dev.weft.policy.frame.AgentMessage.Trusts;
import dev.weft.policy.frame.AgentMessage.Unknown;
import dev.weft.policy.frame.AgentMessage.Use;
import dev.weft.policy.frame.CollectorMessage.StatsTaken;
import dev.weft.policy.frame.CollectorMessage.Welcome;
import dev.weft.policy.frame.Host;
import dev.weft.policy.frame.Instance;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who is in the mesh, what they are to know and what they have: the conversation with the agents.
 * Everything runs on one loop; callers get there themselves with {@link #loop}.
 */
public final class Control {
  private final Loop loop;
  private final Settings settings;
  private final Registry registry;
  private final Surroundings surroundings;
  private final Roster roster;
  private final Catalogs catalogs;
  private final Pusher pusher;
  private final Membership membership;
  private final Signing signing;
  private final Switching switching;
  private final Rolling rolling;
  private final Ejected ejected;

  public Control(
      Loop loop,
      Settings settings,
      Registry registry,
      Surroundings surroundings,
      PolicyView policy) {
    this.loop = loop;
    this.settings = settings;
    this.registry = registry;
    this.surroundings = surroundings;
    roster = new Roster(surroundings.refusals());
    catalogs = new Catalogs(registry, surroundings.outsideHosts(), policy);
    pusher = new Pusher(loop, settings, surroundings, roster.all(), catalogs, policy);
    membership = new Membership(loop, settings, registry, roster, catalogs, pusher, surroundings);
    switching = new Switching(roster.all(), loop::millis);
    rolling =
        new Rolling(
            loop, roster.all(), surroundings.authority().rollover(), registry.leaseMillis());
    signing = new Signing(loop, surroundings, rolling);
    ejected = new Ejected(roster.all(), data -> event("ejection", data));
    loop.after(registry.leaseMillis(), surroundings.refusals()::forgetUnclaimed);
  }

  public Loop loop() {
    return loop;
  }

  /** After a write of the API. */
  public void policy(PolicyView view) {
    pusher.policy(view);
    event("policy", Tree.of("revision", view.revision()));
  }

  /**
   * A new connection's first message.
   *
   * @return null, or why the connection must end
   */
  public @Nullable String connect(Hello hello, AgentLink link) {
    String wrong = HelloCheck.wrong(hello);
    if (wrong != null) {
      return wrong;
    }
    wrong = GrantCheck.wrong(hello, link.principal());
    if (wrong == null) {
      wrong = occupied(hello);
    }
    if (wrong != null) {
      return wrong;
    }
    long now = loop.wallMillis();
    Agent agent = roster.greet(hello);
    AgentLink old = agent.link;
    agent.connected(hello, link, now);
    if (old != null) {
      old.close("replaced by a newer connection of the same agent");
    }
    membership.connected(agent);
    link.send(
        new Welcome(
            surroundings.epoch(),
            surroundings.authority().trustDomain(),
            registry.leaseMillis(),
            settings.heartbeatMillis(),
            link.address(),
            now,
            agent.ledger.name()));
    // Before any policy: what is off shall not be on for the first calls.
    switching.tell(agent);
    rolling.connected(agent);
    pusher.full(agent);
    event("agent", Tree.of("agent", agent.id, "state", "connected"));
    return null;
  }

  /** An agent's id and its place are its own as long as it holds them. */
  private @Nullable String occupied(Hello hello) {
    Service own = hello.services().get(0);
    Agent known = roster.get(hello.agentId());
    Registration registered = registry.get(hello.agentId());
    boolean foreign =
        known != null && !known.sameIdentity(own)
            || registered != null && registered.instances().stream().anyMatch(i -> !of(own, i));
    if (foreign) {
      return "hello.agentId is held by an agent of another identity";
    }
    if (known == null && roster.isFull(own)) {
      return "there are "
          + Roster.MAX_AGENTS_OF_ACCOUNT
          + " agents of this service account, the most";
    }
    return null;
  }

  private static boolean of(Service own, Instance instance) {
    return instance.namespace().equals(own.namespace())
        && instance.serviceAccount().equals(own.serviceAccount());
  }

  /** A token was revoked: who joined by it goes, now. */
  public void revoked(String tokenId) {
    for (Agent agent : List.copyOf(roster.all())) {
      AgentLink link = agent.link;
      if (link != null && link.principal().tokenId().equals(tokenId)) {
        membership.withdraw(agent);
        link.close("token " + tokenId + ", by which it joined, was revoked");
      }
    }
  }

  /** Tells everybody the authority's roots, after they have changed. */
  public void roots() {
    rolling.changed();
    event("authority", Tree.of("phase", surroundings.authority().rollover().phase().word()));
  }

  /** Why the next step of changing the roots has to wait; null: it need not. */
  public @Nullable String rollBlocked() {
    return rolling.blocked();
  }

  /** The authority's roots, and which agents trust and use them, as a tree. */
  public Map<String, Object> authority() {
    return rolling.tree();
  }

  /** The connection is gone. */
  public void disconnected(String agentId, AgentLink link) {
    Agent agent = roster.get(agentId);
    if (agent == null || agent.link != link) {
      return;
    }
    agent.link = null;
    agent.flight = null;
    membership.disconnected(agent);
    event("agent", Tree.of("agent", agentId, "state", "disconnected"));
  }

  /**
   * A message after the first.
   *
   * @return null, or why the connection must end
   */
  public @Nullable String message(String agentId, AgentLink link, AgentMessage message) {
    Agent agent = roster.get(agentId);
    if (agent == null || agent.link != link) {
      return "this connection was replaced or its lease has ended";
    }
    membership.renew(agentId);
    if (message instanceof Heartbeat) {
      return null;
    } else if (message instanceof Register register) {
      return membership.register(agent, link, register);
    } else if (message instanceof Deregister) {
      membership.deregister(agent, link);
      return null;
    } else if (message instanceof Use use) {
      return use(agent, use);
    } else if (message instanceof Ack ack) {
      if (pusher.ack(agent, ack)) {
        event("ack", Tree.of("agent", agent.id, "revision", ack.revision()));
        membership.settle();
      }
      return null;
    } else if (message instanceof Nack nack) {
      if (pusher.nack(agent, nack)) {
        event("nack", Tree.of("agent", agent.id, "revision", nack.revision()));
      }
      return null;
    } else if (message instanceof Resync) {
      pusher.resync(agent);
      return null;
    } else if (message instanceof SignRequest request) {
      signing.sign(agent, link, request);
      return null;
    } else if (message instanceof Report report) {
      String wrong = HelloCheck.wrong(report);
      agent.report = wrong == null ? report : agent.report;
      return wrong;
    } else if (message instanceof Stats stats) {
      return stats(agent, link, stats);
    } else if (message instanceof AccessLog log) {
      return accessLog(agent, log);
    } else if (message instanceof Ejections ejections) {
      return ejected.take(agent, ejections, loop.wallMillis());
    } else if (message instanceof Switched switched) {
      switching.obeyed(agent, switched);
      event("switched", Tree.of("agent", agent.id, "level", switched.level().word()));
      return null;
    } else if (message instanceof Trusts trusts) {
      return rolling.said(agent, trusts);
    } else if (message instanceof Unknown) {
      return null; // of a newer agent, which can do without an answer
    }
    return "hello may only be the first message";
  }

  private @Nullable String use(Agent agent, Use use) {
    if (agent.uses.addAll(use.hosts())) {
      if (agent.uses.size() > HelloCheck.MAX_USES) {
        return "use.hosts: at most " + HelloCheck.MAX_USES + " hosts an agent";
      }
      pusher.one(agent);
    }
    return null;
  }

  private @Nullable String stats(Agent agent, AgentLink link, Stats stats) {
    String wrong = GrantCheck.wrong(stats, agent.hello(), link.principal());
    if (wrong != null) {
      return wrong;
    }
    if (agent.ledger.add(stats.sequence())) {
      surroundings.stats().add(agent.id, agent.bounded(roster.named(stats)));
    } else {
      surroundings.stats().repeated(agent.id);
    }
    link.send(new StatsTaken(stats.sequence()));
    return null;
  }

  private @Nullable String accessLog(Agent agent, AccessLog log) {
    String wrong = HelloCheck.wrong(log);
    if (wrong == null) {
      long missing = agent.missing(log);
      surroundings.accessLog().take(agent.identity(), agent.id, missing, log.lines());
    }
    return wrong;
  }

  /** Who has {@code stored} in force. */
  public DocumentStatus status(StoredDocument stored) {
    return Overview.status(stored, roster.all());
  }

  /** What is switched off now. */
  public SwitchSet switches() {
    return switching.set();
  }

  /** From now on this is switched off, and nothing else. */
  public void switches(SwitchSet set) {
    switching.set(set);
    event("switches", Tree.of("switches", set.all().size()));
  }

  /** Each switch with how many agents obey it, as a tree. */
  public List<Map<String, Object>> switchTrees() {
    return switching.trees();
  }

  /** How many agents a switch concerns, or would, as a tree. */
  public Map<String, Object> switchCounts(Switch one) {
    return switching.counts(one);
  }

  /** Whether an agent of this id is known. */
  public boolean knowsAgent(String agentId) {
    return roster.get(agentId) != null;
  }

  /** All agents, as a tree. */
  public List<Map<String, Object>> agents() {
    return switching.added(Overview.agents(roster.all(), pusher::settled, loop.wallMillis()));
  }

  /** All registered instances, as a tree. */
  public List<Map<String, Object>> instances() {
    return ejected.added(Overview.instances(registry, loop.millis()));
  }

  /** Which instances agents keep their calls from, as a tree. */
  public Map<String, Object> ejections() {
    return ejected.tree();
  }

  /** All hosts that any agent may be told of, as a tree. */
  public List<Map<String, Object>> services() {
    return Overview.services(registry, catalogs.now().everything());
  }

  /** What the agents of a service are told, the connected ones first. */
  public List<CallerView> callers(String namespace, String service) {
    return Overview.callers(roster.all(), switching, catalogs.now(), namespace, service);
  }

  /** The names of all of them. */
  public Set<String> hostNames() {
    return catalogs.now().everything().stream().map(Host::name).collect(Collectors.toSet());
  }

  private void event(String type, Map<String, Object> data) {
    surroundings.events().accept(type, data);
  }
}
