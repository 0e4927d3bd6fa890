package dev.weft.collector.push;

import dev.weft.collector.json.Tree;
import dev.weft.collector.registry.Registration;
import dev.weft.collector.registry.Registry;
import dev.weft.collector.time.Loop;
import dev.weft.policy.frame.AgentMessage.Register;
import dev.weft.policy.frame.CollectorMessage.Deregistered;
import dev.weft.policy.frame.CollectorMessage.Registered;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What agents register, for how long it holds, and how they leave. For the mesh's loop alone.
 *
 * <p>What a joining agent costs does not grow with the agents that are there: a thousand come back
 * at once when a collector returns.
 */
final class Membership {
  private final Loop loop;
  private final Settings settings;
  private final Registry registry;
  private final Roster roster;
  private final Catalogs catalogs;
  private final Pusher pusher;
  private final Surroundings surroundings;
  private final List<Leaving> leaving = new ArrayList<>();
  private Loop.@Nullable Handle expiry;
  private long expiryMillis = Long.MAX_VALUE;

  /** An agent that waits until {@code others} know that it goes. */
  private record Leaving(AgentLink link, Set<Agent> others) {}

  Membership(
      Loop loop,
      Settings settings,
      Registry registry,
      Roster roster,
      Catalogs catalogs,
      Pusher pusher,
      Surroundings surroundings) {
    this.loop = loop;
    this.settings = settings;
    this.registry = registry;
    this.roster = roster;
    this.catalogs = catalogs;
    this.pusher = pusher;
    this.surroundings = surroundings;
    loop.execute(() -> expireAt(registry.nextExpiryMillis()));
  }

  /** A new connection. What the agent registered before holds until it registers again. */
  void connected(Agent agent) {
    long now = loop.millis();
    registry.connected(agent.id, agent.hello().host(), now);
    expireAt(now + registry.leaseMillis());
  }

  /** Any message. */
  void renew(String agentId) {
    registry.renew(agentId, loop.millis());
  }

  /**
   * @return null, or why the connection must end
   */
  @Nullable String register(Agent agent, AgentLink link, Register register) {
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
    List<String> losers = registry.takeOver(agent.id, register.instances());
    losers.forEach(this::keep);
    boolean differs = registry.register(agent.id, register.instances(), loop.millis());
    if (differs || !losers.isEmpty()) {
      keep(agent.id);
      catalogs.changed();
      pusher.registry(() -> link.send(new Registered()));
      event("registry", Tree.of("agent", agent.id));
    } else {
      link.send(new Registered());
    }
    return null;
  }

  /** It takes no more calls; it is told when all others know. */
  void deregister(Agent agent, AgentLink link) {
    agent.leaving = true;
    registry.register(agent.id, List.of(), loop.millis());
    keep(agent.id);
    catalogs.changed();
    pusher.registryNow(
        () -> {
          Set<Agent> others =
              roster.all().stream()
                  .filter(other -> other != agent && !other.settled())
                  .collect(Collectors.toSet());
          Leaving waits = new Leaving(link, others);
          leaving.add(waits);
          settle();
          loop.after(settings.deregisterMillis(), () -> goodbye(waits));
        });
    event("registry", Tree.of("agent", agent.id));
  }

  /** The connection is gone. */
  void disconnected(Agent agent) {
    if (agent.leaving) {
      roster.forget(agent.id);
      registry.remove(agent.id);
    } else {
      registry.suspect(agent.id);
    }
    settle();
  }

  /** It may not be called any more, whatever it says. */
  void withdraw(Agent agent) {
    boolean changed = registry.register(agent.id, List.of(), loop.millis());
    keep(agent.id);
    if (changed) {
      catalogs.changed();
      pusher.registry(() -> {});
    }
  }

  /** Lets those go for whom nobody is left to wait. */
  void settle() {
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

  /** Looks for what has expired at that time, unless it is looked for earlier anyway. */
  private void expireAt(long millis) {
    if (millis >= expiryMillis) {
      return;
    }
    if (expiry != null) {
      expiry.cancel();
    }
    expiryMillis = millis;
    expiry = loop.after(millis - loop.millis(), this::expire);
  }

  private void expire() {
    expiry = null;
    expiryMillis = Long.MAX_VALUE;
    boolean changed = registry.forget(loop.millis());
    for (Registration gone : registry.expire(loop.millis())) {
      Agent agent = roster.forget(gone.agent());
      if (agent != null) {
        surroundings.stats().vanished(agent.id);
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
      catalogs.changed();
      pusher.registry(() -> {});
    }
    settle();
    expireAt(registry.nextExpiryMillis());
  }

  private void event(String type, Map<String, Object> data) {
    surroundings.events().accept(type, data);
  }
}
