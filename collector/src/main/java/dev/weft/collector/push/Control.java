package dev.weft.collector.push;

import dev.weft.collector.access.Grant;
import dev.weft.collector.access.Principal;
import dev.weft.collector.authority.RefusedRequestException;
import dev.weft.collector.json.Tree;
import dev.weft.collector.registry.Catalog;
import dev.weft.collector.registry.OutsideHost;
import dev.weft.collector.registry.Registration;
import dev.weft.collector.registry.Registry;
import dev.weft.collector.store.PolicyView;
import dev.weft.collector.store.StoredDocument;
import dev.weft.collector.time.Loop;
import dev.weft.policy.frame.AgentMessage;
import dev.weft.policy.frame.AgentMessage.AccessLog;
import dev.weft.policy.frame.AgentMessage.Ack;
import dev.weft.policy.frame.AgentMessage.Deregister;
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
import dev.weft.policy.frame.AgentMessage.Unknown;
import dev.weft.policy.frame.AgentMessage.Use;
import dev.weft.policy.frame.CollectorMessage.Certificate;
import dev.weft.policy.frame.CollectorMessage.Deregistered;
import dev.weft.policy.frame.CollectorMessage.Registered;
import dev.weft.policy.frame.CollectorMessage.Roots;
import dev.weft.policy.frame.CollectorMessage.SignRefused;
import dev.weft.policy.frame.CollectorMessage.StatsTaken;
import dev.weft.policy.frame.CollectorMessage.Welcome;
import dev.weft.policy.frame.Host;
import dev.weft.policy.frame.Instance;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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
  /** So that one account, whose token has leaked, leaves room for the others. */
  static final int MAX_AGENTS_OF_ACCOUNT = 1_000;

  private final Loop loop;
  private final Settings settings;
  private final Registry registry;
  private final Surroundings surroundings;
  private final Map<String, Agent> agents = new LinkedHashMap<>();
  private final List<Leaving> leaving = new ArrayList<>();
  private final Ledgers ledgers = new Ledgers();
  private final Pusher pusher;
  private final Switching switching;
  private PolicyView policy;
  private List<OutsideHost> outside = List.of();
  private @Nullable PolicyView outsideOf;

  /** Made when the registry or the declared hosts last changed. */
  private @Nullable Catalog catalog;

  private Loop.@Nullable Handle expiry;

  /** An agent that waits until {@code others} know that it goes. */
  private record Leaving(AgentLink link, Set<Agent> others) {}

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
    this.policy = policy;
    this.pusher = new Pusher(loop, settings, surroundings, agents.values(), policy, catalog());
    this.switching = new Switching(agents.values(), loop::millis);
    loop.execute(this::scheduleExpiry);
    loop.after(registry.leaseMillis(), surroundings.refusals()::forgetUnclaimed);
  }

  public Loop loop() {
    return loop;
  }

  /** After a write of the API. */
  public void policy(PolicyView view) {
    policy = view;
    pusher.policy(view, catalogAfterWrite());
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
    Agent agent =
        agents.computeIfAbsent(
            hello.agentId(), id -> known(new Agent(hello, ledgers.open(hello.agentId()))));
    AgentLink old = agent.link;
    agent.connected(hello, link, now);
    if (old != null) {
      old.close("replaced by a newer connection of the same agent");
    }
    registry.connected(agent.id, hello.host(), loop.millis());
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
    pusher.full(agent);
    scheduleExpiry();
    event("agent", Tree.of("agent", agent.id, "state", "connected"));
    return null;
  }

  /** An agent's id and its place are its own as long as it holds them. */
  private @Nullable String occupied(Hello hello) {
    Service own = hello.services().get(0);
    Agent known = agents.get(hello.agentId());
    Registration registered = registry.get(hello.agentId());
    boolean foreign =
        known != null && !known.sameIdentity(own)
            || registered != null && registered.instances().stream().anyMatch(i -> !of(own, i));
    if (foreign) {
      return "hello.agentId is held by an agent of another identity";
    }
    if (known == null
        && agents.values().stream().filter(agent -> agent.sameIdentity(own)).count()
            >= MAX_AGENTS_OF_ACCOUNT) {
      return "there are " + MAX_AGENTS_OF_ACCOUNT + " agents of this service account, the most";
    }
    return null;
  }

  private static boolean of(Service own, Instance instance) {
    return instance.namespace().equals(own.namespace())
        && instance.serviceAccount().equals(own.serviceAccount());
  }

  /** A token was revoked: who joined by it goes, now. */
  public void revoked(String tokenId) {
    boolean changed = false;
    for (Agent agent : List.copyOf(agents.values())) {
      AgentLink link = agent.link;
      if (link != null && link.principal().tokenId().equals(tokenId)) {
        changed |= registry.register(agent.id, List.of(), loop.millis());
        keep(agent.id);
        link.close("token " + tokenId + ", by which it joined, was revoked");
      }
    }
    if (changed) {
      pusher.catalog(catalog(), () -> {});
    }
  }

  /** Tells everybody the authority's roots, after they have changed. */
  public void roots() {
    Roots roots = new Roots(surroundings.authority().roots());
    for (Agent agent : agents.values()) {
      AgentLink link = agent.link;
      if (link != null) {
        link.send(roots);
      }
    }
  }

  private Agent known(Agent agent) {
    surroundings.refusals().restore(agent);
    return agent;
  }

  /** Of an agent that is not to come back. */
  private void forgetRefusals(Agent agent) {
    if (!agent.refused.isEmpty()) {
      surroundings.refusals().forget(agent.id);
    }
  }

  /** The connection is gone. */
  public void disconnected(String agentId, AgentLink link) {
    Agent agent = agents.get(agentId);
    if (agent == null || agent.link != link) {
      return;
    }
    agent.link = null;
    agent.flight = null;
    if (agent.leaving) {
      agents.remove(agentId);
      ledgers.keep(agentId, agent.ledger);
      forgetRefusals(agent);
      registry.remove(agentId);
    } else {
      registry.suspect(agentId);
    }
    settle();
    event("agent", Tree.of("agent", agentId, "state", "disconnected"));
  }

  /**
   * A message after the first.
   *
   * @return null, or why the connection must end
   */
  public @Nullable String message(String agentId, AgentLink link, AgentMessage message) {
    Agent agent = agents.get(agentId);
    if (agent == null || agent.link != link) {
      return "this connection was replaced or its lease has ended";
    }
    registry.renew(agentId, loop.millis());
    if (message instanceof Heartbeat) {
      return null;
    } else if (message instanceof Register register) {
      return register(agent, link, register);
    } else if (message instanceof Deregister) {
      deregister(agent, link);
      return null;
    } else if (message instanceof Use use) {
      return use(agent, use);
    } else if (message instanceof Ack ack) {
      if (pusher.ack(agent, ack)) {
        event("ack", Tree.of("agent", agent.id, "revision", ack.revision()));
        settle();
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
      sign(agent, link, request);
      return null;
    } else if (message instanceof Report report) {
      String wrong = HelloCheck.wrong(report);
      agent.report = wrong == null ? report : agent.report;
      return wrong;
    } else if (message instanceof Stats stats) {
      return stats(agent, link, stats);
    } else if (message instanceof AccessLog log) {
      return accessLog(agent, log);
    } else if (message instanceof Switched switched) {
      switching.obeyed(agent, switched);
      event("switched", Tree.of("agent", agent.id, "level", switched.level().word()));
      return null;
    } else if (message instanceof Unknown) {
      return null; // of a newer agent, which can do without an answer
    }
    return "hello may only be the first message";
  }

  private @Nullable String register(Agent agent, AgentLink link, Register register) {
    String wrong = HelloCheck.wrong(register.instances(), agent.hello());
    if (wrong != null) {
      return wrong;
    }
    for (Registration rival : registry.rivals(agent.id, register.instances())) {
      if (!rival.suspect()) {
        return "register: " + registry.contested(rival, agent.id, register.instances());
      }
    }
    agent.leaving = false;
    for (String loser : registry.takeOver(agent.id, register.instances())) {
      keep(loser);
    }
    if (registry.register(agent.id, register.instances(), loop.millis())) {
      keep(agent.id);
      pusher.catalog(catalog(), () -> link.send(new Registered()));
      event("registry", Tree.of("agent", agent.id));
    } else {
      link.send(new Registered());
    }
    return null;
  }

  private void deregister(Agent agent, AgentLink link) {
    agent.leaving = true;
    registry.register(agent.id, List.of(), loop.millis());
    keep(agent.id);
    pusher.catalogNow(
        catalog(),
        () -> {
          Set<Agent> others =
              agents.values().stream()
                  .filter(other -> other != agent && !other.settled())
                  .collect(Collectors.toSet());
          Leaving waits = new Leaving(link, others);
          leaving.add(waits);
          settle();
          loop.after(settings.deregisterMillis(), () -> goodbye(waits));
        });
    event("registry", Tree.of("agent", agent.id));
  }

  /** Lets those go for whom nobody is left to wait. */
  private void settle() {
    for (Leaving waits : List.copyOf(leaving)) {
      waits.others().removeIf(Agent::settled);
      if (waits.others().isEmpty()) {
        goodbye(waits);
      }
    }
  }

  private void goodbye(Leaving waits) {
    if (leaving.remove(waits)) {
      waits.link().send(new Deregistered());
    }
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

  private void sign(Agent agent, AgentLink link, SignRequest request) {
    Principal principal = link.principal();
    Grant grant = principal.grant() != null ? principal.grant() : GrantCheck.claimed(agent.hello());
    surroundings
        .admission()
        .admit(
            principal,
            wrong ->
                loop.execute(
                    () -> {
                      if (wrong != null) {
                        link.send(new SignRefused(wrong));
                      } else {
                        sign(link, request, grant, principal.tokenId());
                      }
                    }));
  }

  private void sign(AgentLink link, SignRequest request, Grant grant, String tokenId) {
    try {
      String chain = surroundings.authority().sign(request.csr(), grant, tokenId);
      link.send(new Certificate(chain, surroundings.authority().roots()));
    } catch (RefusedRequestException e) {
      link.send(new SignRefused(e.getMessage()));
    }
  }

  private @Nullable String stats(Agent agent, AgentLink link, Stats stats) {
    String wrong = GrantCheck.wrong(stats, agent.hello(), link.principal());
    if (wrong != null) {
      return wrong;
    }
    if (agent.ledger.add(stats.sequence())) {
      surroundings.stats().add(agent.id, agent.bounded(stats));
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

  private void keep(String agentId) {
    Registration registration = registry.get(agentId);
    surroundings
        .keepRegistration()
        .accept(
            agentId,
            registration == null || registration.instances().isEmpty()
                ? ""
                : RegistrationText.write(registration));
  }

  private Catalog catalog() {
    if (outsideOf != policy) {
      outside = surroundings.outsideHosts().apply(policy);
      outsideOf = policy;
    }
    Catalog made = new Catalog(registry.all(), registry.remembered(), outside);
    catalog = made;
    return made;
  }

  /** Most writes declare no host: what is known of hosts and instances is the same as before. */
  private Catalog catalogAfterWrite() {
    List<OutsideHost> before = outside;
    outside = surroundings.outsideHosts().apply(policy);
    outsideOf = policy;
    Catalog known = catalog;
    return known != null && outside.equals(before) ? known : catalog();
  }

  private void scheduleExpiry() {
    if (expiry != null) {
      expiry.cancel();
      expiry = null;
    }
    long next = registry.nextExpiryMillis();
    if (next != Long.MAX_VALUE) {
      expiry = loop.after(next - loop.millis(), this::expire);
    }
  }

  private void expire() {
    boolean changed = registry.forget(loop.millis());
    for (Registration gone : registry.expire(loop.millis())) {
      Agent agent = agents.remove(gone.agent());
      if (agent != null) {
        ledgers.keep(agent.id, agent.ledger);
        surroundings.stats().vanished(agent.id);
        forgetRefusals(agent);
      }
      if (agent != null && agent.link != null) {
        agent.link.close("its lease ended: nothing was heard of it");
      }
      if (!gone.instances().isEmpty()) {
        changed = true;
        surroundings.keepRegistration().accept(gone.agent(), "");
      }
      event("agent", Tree.of("agent", gone.agent(), "state", "gone"));
    }
    if (changed) {
      pusher.catalog(catalog(), () -> {});
    }
    settle();
    scheduleExpiry();
  }

  /** Who has {@code stored} in force. */
  public DocumentStatus status(StoredDocument stored) {
    return Overview.status(stored, agents.values());
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
    return agents.containsKey(agentId);
  }

  /** All agents, as a tree. */
  public List<Map<String, Object>> agents() {
    List<Map<String, Object>> trees = Overview.agents(agents.values(), loop.wallMillis());
    int next = 0;
    for (Agent agent : agents.values()) {
      Map<String, Object> switched = switching.tree(agent);
      if (switched != null) {
        trees.get(next).put("switches", switched);
      }
      next++;
    }
    return trees;
  }

  /** All registered instances, as a tree. */
  public List<Map<String, Object>> instances() {
    return Overview.instances(registry, loop.millis());
  }

  /** All hosts that any agent may be told of, as a tree. */
  public List<Map<String, Object>> services() {
    return Overview.services(registry, catalog().everything());
  }

  /** The names of all of them. */
  public Set<String> hostNames() {
    return catalog().everything().stream().map(Host::name).collect(Collectors.toSet());
  }

  private void event(String type, Map<String, Object> data) {
    surroundings.events().accept(type, data);
  }
}
