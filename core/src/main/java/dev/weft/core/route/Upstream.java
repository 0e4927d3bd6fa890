package dev.weft.core.route;

import dev.weft.core.endpoint.Cluster;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One host of the mesh in one snapshot: its service ports and the clusters they mean. Immutable.
 *
 * @param name canonical
 * @param ports service ports; empty where nobody listens yet
 * @param known whether its endpoints are here (there may be none of them)
 * @param clusters by subset ("" for all instances), one for each of the ports
 * @param use survives snapshots
 */
record Upstream(
    String name, ServicePorts ports, boolean known, Map<String, Cluster[]> clusters, HostUse use) {

  /** One for each of the ports; none where there is no such subset. */
  Cluster[] clusters(@Nullable String subset) {
    return clusters.getOrDefault(subset == null ? "" : subset, new Cluster[0]);
  }
}
