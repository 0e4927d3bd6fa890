package dev.weft.collector.push;

import dev.weft.collector.json.Tree;
import dev.weft.policy.frame.AgentMessage.Ejections;
import dev.weft.policy.frame.AgentMessage.Ejections.Ejection;
import dev.weft.policy.frame.AgentMessage.Service;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which instances agents keep their calls from. What an agent told holds as long as it is connected
 * and has not told otherwise. For the mesh's loop alone.
 */
final class Ejected {
  /** Of all agents: 10 MB with texts of common length. */
  static final int MAX_HELD = 10_000;

  /** A whole service that goes down is one line more, and does not push all else out of sight. */
  private static final int MAX_EVENTS = 20;

  private static final long DAY = 24L * 3_600 * 1_000;

  private final Collection<Agent> agents;
  private final Consumer<Map<String, Object>> events;

  /** At least as many as are held: agents that went are found out when there is no room. */
  private int held;

  /**
   * What one agent told.
   *
   * @param more how many it had beside these
   */
  record Told(int more, Map<Place, Seen> byPlace) {
    static final Told NOTHING = new Told(0, Map.of());
  }

  /** What an ejection is of. */
  record Place(String host, String subset, String instance, int port) {}

  /**
   * @param sinceMillis by the collector's clock
   * @param untilMillis by the collector's clock
   */
  record Seen(Ejection ejection, long sinceMillis, long untilMillis) {}

  /**
   * @param agents a live view
   * @param events is told what changed
   */
  Ejected(Collection<Agent> agents, Consumer<Map<String, Object>> events) {
    this.agents = agents;
    this.events = events;
  }

  /**
   * Replaces what the agent told before.
   *
   * @return null, or why the connection must end
   */
  @Nullable String take(Agent agent, Ejections message, long nowMillis) {
    String wrong = wrong(message);
    if (wrong != null) {
      return wrong;
    }
    Map<Place, Seen> next = new LinkedHashMap<>();
    int room = room(agent, message.ejections().size());
    for (Ejection one : message.ejections()) {
      Place place = new Place(one.host(), one.subset(), one.instance(), one.port());
      if (next.size() < room) {
        next.put(place, new Seen(one, nowMillis - one.agoMillis(), nowMillis + one.forMillis()));
      }
    }
    int more = message.more() + message.ejections().size() - next.size();
    held += next.size() - agent.ejections.byPlace().size();
    agent.ejections = new Told(more, next);
    publish(agent, agent.ejectionsPublished, next);
    agent.ejectionsPublished = next;
    return null;
  }

  private int room(Agent agent, int wanted) {
    int others = held - agent.ejections.byPlace().size();
    if (others + wanted > MAX_HELD) {
      held = agents.stream().mapToInt(one -> one.ejections.byPlace().size()).sum();
      others = held - agent.ejections.byPlace().size();
    }
    return Math.max(0, MAX_HELD - others);
  }

  private void publish(Agent agent, Map<Place, Seen> before, Map<Place, Seen> now) {
    List<Map<String, Object>> changes = new ArrayList<>();
    now.forEach(
        (place, seen) -> {
          if (!before.containsKey(place)) {
            Map<String, Object> tree = Tree.of("state", "ejected");
            tree.putAll(tree(agent, seen));
            changes.add(tree);
          }
        });
    before.forEach(
        (place, seen) -> {
          if (!now.containsKey(place)) {
            changes.add(
                Tree.of(
                    "state", "returned",
                    "instance", place.instance(),
                    "host", place.host(),
                    "by", by(agent),
                    "agent", agent.id));
          }
        });
    changes.stream().limit(MAX_EVENTS).forEach(events);
    if (changes.size() > MAX_EVENTS) {
      int more = changes.size() - MAX_EVENTS;
      events.accept(Tree.of("state", "changed", "more", more, "agent", agent.id));
    }
  }

  /** All that is told now, with who told it, and how many more there are. */
  Map<String, Object> tree() {
    int more = agents.stream().mapToInt(agent -> agent.ejections.more()).sum();
    return Tree.of("ejections", trees(), "more", more);
  }

  private List<Map<String, Object>> trees() {
    List<Map<String, Object>> trees = new ArrayList<>();
    for (Agent agent : agents) {
      agent.ejections.byPlace().values().forEach(seen -> trees.add(tree(agent, seen)));
    }
    return trees;
  }

  /**
   * Adds to each instance who keeps its calls from it.
   *
   * @param instances of {@link Overview#instances}
   * @return the same
   */
  List<Map<String, Object>> added(List<Map<String, Object>> instances) {
    Map<String, List<Map<String, Object>>> out = new HashMap<>();
    for (Map<String, Object> tree : trees()) {
      out.computeIfAbsent(Tree.text(tree, "instance"), id -> new ArrayList<>()).add(tree);
    }
    for (Map<String, Object> instance : instances) {
      instance.put("ejectedBy", out.getOrDefault(Tree.text(instance, "id"), List.of()));
    }
    return instances;
  }

  private static Map<String, Object> tree(Agent agent, Seen seen) {
    Ejection ejection = seen.ejection();
    return Tree.of(
        "instance", ejection.instance(),
        "host", ejection.host(),
        "subset", ejection.subset().isEmpty() ? null : ejection.subset(),
        "port", ejection.port(),
        "by", by(agent),
        "agent", agent.id,
        "cause", ejection.cause(),
        "failures", ejection.failures(),
        "sinceMillis", seen.sinceMillis(),
        "untilMillis", seen.untilMillis());
  }

  /** The service that calls. */
  private static String by(Agent agent) {
    Service own = agent.identity();
    return own.namespace() + "/" + own.name();
  }

  /** What an agent of ours never sends. */
  private static @Nullable String wrong(Ejections message) {
    if (message.ejections().size() > Ejections.MAX_TOLD || message.more() < 0) {
      return "ejections: at most " + Ejections.MAX_TOLD;
    }
    for (Ejection one : message.ejections()) {
      // A host name has at most 253 characters, an instance's id two names more than an agent's.
      if (one.host().length() > 253
          || one.subset().length() > 253
          || one.instance().length() > 320
          || one.cause().length() > 64) {
        return "ejections: a text is too long";
      }
      if (one.agoMillis() < 0
          || one.agoMillis() > DAY
          || one.forMillis() < 0
          || one.forMillis() > DAY) {
        return "ejections: a time is outside 0 to 24 h";
      }
    }
    return null;
  }
}
