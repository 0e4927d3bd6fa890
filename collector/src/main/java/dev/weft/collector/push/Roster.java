package dev.weft.collector.push;

import dev.weft.policy.frame.AgentMessage.Hello;
import dev.weft.policy.frame.AgentMessage.Service;
import dev.weft.policy.frame.AgentMessage.Stats;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The agents that are known, connected or not, in the order they came. For the mesh's loop alone.
 */
final class Roster {
  /** So that one account, whose token has leaked, leaves room for the others. */
  static final int MAX_AGENTS_OF_ACCOUNT = 1_000;

  private final Map<String, Agent> agents = new LinkedHashMap<>();

  /** Counted, since each agent that joins is held against it. */
  private final Map<Account, Integer> sizes = new HashMap<>();

  private final Ledgers ledgers = new Ledgers();
  private final Callers callers = new Callers(agents.values());
  private final RefusalMemory refusals;

  /** What certificates name. */
  private record Account(String namespace, String name) {
    static Account of(Service service) {
      return new Account(service.namespace(), service.serviceAccount());
    }
  }

  Roster(RefusalMemory refusals) {
    this.refusals = refusals;
  }

  @Nullable Agent get(String id) {
    return agents.get(id);
  }

  /** A live view. */
  Collection<Agent> all() {
    return Collections.unmodifiableCollection(agents.values());
  }

  /** The same counters, with the workloads that stand behind the accounts of their callers. */
  Stats named(Stats stats) {
    return callers.named(stats);
  }

  /** The agent that says hello; made, with what it refused before, if it is not known. */
  Agent greet(Hello hello) {
    callers.changed();
    Agent known = agents.get(hello.agentId());
    if (known != null) {
      return known;
    }
    Agent agent = new Agent(hello, ledgers.open(hello.agentId()));
    refusals.restore(agent);
    agents.put(agent.id, agent);
    sizes.merge(Account.of(agent.identity()), 1, Integer::sum);
    return agent;
  }

  /** Whether its account has as many agents as it may have. */
  boolean isFull(Service identity) {
    return sizes.getOrDefault(Account.of(identity), 0) >= MAX_AGENTS_OF_ACCOUNT;
  }

  /** It is not to come back. */
  @Nullable Agent forget(String id) {
    Agent agent = agents.remove(id);
    if (agent == null) {
      return null;
    }
    callers.changed();
    // An agent's identity never changes: another one of its id is turned away.
    sizes.computeIfPresent(
        Account.of(agent.identity()), (account, size) -> size == 1 ? null : size - 1);
    ledgers.keep(id, agent.ledger);
    if (!agent.refused.isEmpty()) {
      refusals.forget(agent.id);
    }
    return agent;
  }
}
