package dev.weft.benchmarks.requests;

import dev.weft.benchmarks.subject.Role;
import java.util.List;
import java.util.Set;

/**
 * Programs that call each other, and the loads that are put on them.
 *
 * @param name {@code http-jdk}
 * @param roles callees before callers; the last one drives
 * @param loads what is sent, in this order, to the same processes
 * @param subjects names of those it is measured with
 * @param forks it has at most; a plan may have fewer
 */
public record Workload(
    String name, List<Role> roles, List<Load> loads, Set<String> subjects, int forks) {
  public Workload {
    roles = List.copyOf(roles);
    loads = List.copyOf(loads);
    subjects = Set.copyOf(subjects);
    if (!roles.get(roles.size() - 1).kind().isDriver()) {
      throw new IllegalArgumentException("the last role of " + name + " is expected to drive");
    }
  }

  public Role driver() {
    return roles.get(roles.size() - 1);
  }
}
