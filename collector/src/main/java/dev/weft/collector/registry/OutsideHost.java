package dev.weft.collector.registry;

import dev.weft.policy.frame.Host;
import dev.weft.policy.frame.Instance;
import java.util.List;
import java.util.Set;

/**
 * A host that a document declares.
 *
 * @param exportedTo namespaces that see it; empty: all
 */
public record OutsideHost(Host host, List<Instance> instances, Set<String> exportedTo) {
  public OutsideHost {
    instances = List.copyOf(instances);
    exportedTo = Set.copyOf(exportedTo);
  }

  boolean visibleTo(Audience audience) {
    return exportedTo.isEmpty() || audience.namespaces().stream().anyMatch(exportedTo::contains);
  }
}
