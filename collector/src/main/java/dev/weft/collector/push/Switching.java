package dev.weft.collector.push;

import dev.weft.collector.json.Tree;
import dev.weft.collector.push.Switch.Scope;
import dev.weft.policy.frame.AgentMessage.Switched;
import dev.weft.policy.frame.Channel;
import dev.weft.policy.frame.CollectorMessage.Switches;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Tells agents what is switched off, and knows who obeys. For the mesh's loop alone. */
final class Switching {
  private final Collection<Agent> agents;
  private final LongSupplier millis;
  private SwitchSet set = SwitchSet.NONE;

  Switching(Collection<Agent> agents, LongSupplier millis) {
    this.agents = agents;
    this.millis = millis;
  }

  /** What was told to one agent, and what came of it. */
  static final class Told {
    private @Nullable Switches wanted;
    private long sinceMillis;
    private @Nullable Switches obeyed;
    private long afterMillis;

    /** A new connection: it has to be told again. */
    void forget() {
      wanted = null;
      obeyed = null;
    }
  }

  SwitchSet set() {
    return set;
  }

  void set(SwitchSet next) {
    set = next;
    agents.forEach(this::tell);
  }

  /** Sends what has changed for this agent; a new connection is told in any case. */
  void tell(Agent agent) {
    AgentLink link = agent.link;
    if (link == null || !able(agent)) {
      return;
    }
    Switches now = set.of(agent.id, agent.services());
    Told told = agent.switches;
    if (!now.equals(told.wanted)) {
      told.wanted = now;
      told.sinceMillis = millis.getAsLong();
      link.send(now);
    }
  }

  /** The agent says what it has in force. */
  void obeyed(Agent agent, Switched switched) {
    Told told = agent.switches;
    Switches wanted = told.wanted;
    if (wanted != null
        && wanted.level() == switched.level()
        && wanted.adapters().equals(switched.adapters())) {
      told.obeyed = wanted;
      told.afterMillis = millis.getAsLong() - told.sinceMillis;
    }
  }

  private static boolean able(Agent agent) {
    return agent.hello().capabilities().contains(Channel.CAN_SWITCH);
  }

  private static boolean obeys(Agent agent) {
    return agent.switches.wanted != null && agent.switches.wanted.equals(agent.switches.obeyed);
  }

  private static String state(Agent agent) {
    return !agent.connected()
        ? "Disconnected"
        : !able(agent) ? "Unable" : obeys(agent) ? "InForce" : "Pending";
  }

  /**
   * Adds to each agent what is switched off for it.
   *
   * @param trees of all agents, in their order
   * @return the same
   */
  List<Map<String, Object>> added(List<Map<String, Object>> trees) {
    int next = 0;
    for (Agent agent : agents) {
      Map<String, Object> switched = tree(agent);
      if (switched != null) {
        trees.get(next).put("switches", switched);
      }
      next++;
    }
    return trees;
  }

  /** Of one agent; null: all of the mesh is on for it. */
  @Nullable Map<String, Object> tree(Agent agent) {
    Switches now = set.of(agent.id, agent.services());
    String state = state(agent);
    return now.equals(Switches.NONE) && !state.equals("Pending")
        ? null
        : Tree.of("level", now.level().word(), "adapters", now.adapters(), "state", state);
  }

  /** Every switch with how many agents obey it. */
  List<Map<String, Object>> trees() {
    List<Map<String, Object>> trees = new ArrayList<>();
    for (Switch one : set.all()) {
      trees.add(tree(one));
    }
    return trees;
  }

  private Map<String, Object> tree(Switch one) {
    Map<String, Object> tree =
        Tree.of(
            "scope",
            one.scope().name().toLowerCase(Locale.ROOT),
            "name",
            one.name().isEmpty() ? null : one.name(),
            "level",
            one.scope() == Scope.ADAPTER ? null : one.level().word(),
            "sinceMillis",
            one.sinceMillis());
    tree.putAll(counts(one));
    return tree;
  }

  /** How many agents it is said of, and what they make of it. */
  Map<String, Object> counts(Switch one) {
    int all = 0;
    int inForce = 0;
    int pending = 0;
    int unable = 0;
    long after = 0;
    for (Agent agent : agents) {
      if (SwitchSet.concerns(one, agent.id, agent.services())) {
        all++;
        switch (state(agent)) {
          case "InForce" -> {
            inForce++;
            after = Math.max(after, agent.switches.afterMillis);
          }
          case "Pending" -> pending++;
          case "Unable" -> unable++;
          default -> {}
        }
      }
    }
    return Tree.of(
        "agents", all,
        "inForce", inForce,
        "pending", pending,
        "unable", unable,
        "disconnected", all - inForce - pending - unable,
        "slowestMillis", after);
  }
}
