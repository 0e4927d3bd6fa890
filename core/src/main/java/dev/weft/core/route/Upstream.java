package dev.weft.core.route;

import dev.weft.core.call.Protocol;
import dev.weft.core.endpoint.Cluster;
import dev.weft.policy.frame.Host;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One host of the mesh in one snapshot: its service ports and the clusters they mean. Immutable.
 *
 * @param name canonical
 * @param ports service ports; empty where the host is only a policy's
 * @param known whether its endpoints are here (there may be none of them)
 * @param clusters by subset ("" for all instances), one for each of the ports
 * @param use survives snapshots
 */
record Upstream(
    String name,
    List<Host.ServicePort> ports,
    boolean known,
    Map<String, Cluster[]> clusters,
    HostUse use) {

  /** No service port fits the called one. */
  static final int NO_PORT = -1;

  /**
   * The service port that a called port means: that of the same number, else the only one of the
   * protocol, else {@link #NO_PORT}.
   */
  int servicePort(int called, Protocol protocol) {
    if (ports.isEmpty()) {
      return called; // nobody listens yet: a matter of health, not of ports
    }
    int only = NO_PORT;
    boolean several = false;
    for (int i = 0; i < ports.size(); i++) {
      Host.ServicePort port = ports.get(i);
      if (port.number() == called) {
        return called;
      }
      if (speaks(port.protocol(), protocol)) {
        several = only != NO_PORT;
        only = port.number();
      }
    }
    return several ? NO_PORT : only;
  }

  private static boolean speaks(String registered, Protocol protocol) {
    return switch (registered.toLowerCase(Locale.ROOT)) {
      case "http2" -> true;
      case "grpc", "grpc-web" -> protocol == Protocol.GRPC;
      case "http", "https" -> protocol == Protocol.HTTP;
      default -> false;
    };
  }

  /** One for each of the ports; none where there is no such subset. */
  Cluster[] clusters(@Nullable String subset) {
    return clusters.getOrDefault(subset == null ? "" : subset, new Cluster[0]);
  }
}
