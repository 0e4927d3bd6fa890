package dev.weft.policy.frame;

import java.util.List;

/**
 * A host that the mesh knows. Every agent always has all that are visible to it; endpoints come for
 * those it uses.
 *
 * @param name canonical ({@code reviews.default.svc.cluster.local}), or an outside host of a
 *     ServiceEntry, which may be a wildcard
 * @param ports service ports
 */
public record Host(String name, List<ServicePort> ports) {
  public Host {
    ports = List.copyOf(ports);
  }

  public record ServicePort(int number, String protocol) {}
}
