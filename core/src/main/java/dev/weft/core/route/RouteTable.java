package dev.weft.core.route;

import dev.weft.core.endpoint.Cluster;
import org.jspecify.annotations.Nullable;

/** The whole of what calls go by: one immutable snapshot. A call keeps the parts it has taken. */
public final class RouteTable {
  private final HostTable<HostEntry> hosts;

  RouteTable(HostTable<HostEntry> hosts) {
    this.hosts = hosts;
  }

  /** Whether the mesh routes calls to this host. Does not allocate. */
  public boolean knows(String host) {
    return hosts.find(host, host.length()) != null;
  }

  /** What {@code before} has become, which may be of an older table; null: it is no more. */
  public @Nullable Cluster successor(Cluster before) {
    HostEntry entry = hosts.find(before.host(), before.host().length());
    Upstream upstream = entry == null ? null : entry.upstream();
    if (upstream != null) {
      for (Cluster cluster : upstream.clusters(before.subset())) {
        if (cluster.port() == before.port()) {
          return cluster;
        }
      }
    }
    return null;
  }

  /** What is known of the name that is the first {@code length} characters. Does not allocate. */
  @Nullable HostEntry find(String authority, int length) {
    return hosts.find(authority, length);
  }
}
