package dev.weft.core.route;

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

  /** What is known of the name that is the first {@code length} characters. Does not allocate. */
  @Nullable HostEntry find(String authority, int length) {
    return hosts.find(authority, length);
  }
}
