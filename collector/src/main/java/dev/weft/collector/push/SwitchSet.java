package dev.weft.collector.push;

import dev.weft.collector.json.Json;
import dev.weft.collector.json.Tree;
import dev.weft.collector.push.Switch.Scope;
import dev.weft.policy.frame.AgentMessage.Service;
import dev.weft.policy.frame.CollectorMessage.Switches;
import dev.weft.policy.frame.SwitchLevel;
import dev.weft.policy.tree.MalformedTreeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/** All that is switched off, in the order it was. Immutable. */
public record SwitchSet(List<Switch> all) {
  /** Far more than anybody switches by hand. */
  public static final int MAX = 500;

  public static final SwitchSet NONE = new SwitchSet(List.of());

  public SwitchSet {
    all = List.copyOf(all);
  }

  /** With this one, in the place of an earlier one of the same. */
  public SwitchSet with(Switch added) {
    List<Switch> next = new ArrayList<>(without(added.scope(), added.name()).all);
    next.add(added);
    return new SwitchSet(next);
  }

  public SwitchSet without(Scope scope, String name) {
    return new SwitchSet(all.stream().filter(one -> !one.isOf(scope, name)).toList());
  }

  /** What of it concerns this agent. */
  Switches of(String agentId, List<Service> services) {
    SwitchLevel kept = SwitchLevel.NONE;
    SwitchLevel own = SwitchLevel.NONE;
    TreeSet<String> adapters = new TreeSet<>();
    for (Switch one : all) {
      if (one.scope() == Scope.ADAPTER) {
        adapters.add(one.name());
      } else if (concerns(one, agentId, services)) {
        if (one.scope() == Scope.INSTANCE) {
          own = one.level();
        } else {
          kept = kept.or(one.level());
        }
      }
    }
    return new Switches(kept.or(own), kept, List.copyOf(adapters));
  }

  static boolean concerns(Switch one, String agentId, List<Service> services) {
    return switch (one.scope()) {
      case MESH, ADAPTER -> true;
      case INSTANCE -> one.name().equals(agentId);
      case SERVICE ->
          services.stream()
              .anyMatch(service -> one.name().equals(service.namespace() + "/" + service.name()));
    };
  }

  /** For the store. */
  public String text() {
    return Json.write(
        all.stream()
            .map(
                one ->
                    Tree.of(
                        "scope", one.scope().name(),
                        "name", one.name(),
                        "level", one.level().word(),
                        "since", one.sinceMillis()))
            .toList());
  }

  /**
   * @param text as {@link #text} made it; empty: nothing is off
   * @throws MalformedTreeException if it is something else
   */
  public static SwitchSet read(String text) throws MalformedTreeException {
    if (text.isEmpty()) {
      return NONE;
    }
    List<Switch> all = new ArrayList<>();
    try {
      for (Object one : Tree.list(Tree.of("all", Json.parse(text)), "all")) {
        all.add(
            new Switch(
                Scope.valueOf(Tree.text(one, "scope")),
                Tree.text(one, "name"),
                SwitchLevel.valueOf(Tree.text(one, "level").toUpperCase(Locale.ROOT)),
                Tree.number(one, "since")));
      }
    } catch (IllegalArgumentException e) {
      throw new MalformedTreeException("", String.valueOf(e.getMessage()), 0, 0);
    }
    return new SwitchSet(all);
  }
}
