package dev.weft.core.path;

import dev.weft.policy.frame.Host;
import dev.weft.policy.frame.HostEndpoints;
import java.util.Map;

/**
 * What a JVM knows of the mesh beside policy.
 *
 * @param hosts all that are visible, by canonical name
 * @param endpoints of the hosts in use, by canonical name; an empty list is knowledge, an absent
 *     one is not
 * @param localNamespace in which short names are completed
 * @param trustDomain of the identities that peers must prove
 */
public record MeshView(
    Map<String, Host> hosts,
    Map<String, HostEndpoints> endpoints,
    String localNamespace,
    String trustDomain) {
  public MeshView {
    hosts = Map.copyOf(hosts);
    endpoints = Map.copyOf(endpoints);
  }

  /** Nothing is known: every host is of the outside. */
  public static MeshView empty(String localNamespace) {
    return new MeshView(Map.of(), Map.of(), localNamespace, "cluster.local");
  }
}
