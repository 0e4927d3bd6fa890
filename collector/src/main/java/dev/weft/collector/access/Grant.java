package dev.weft.collector.access;

import java.util.List;

/**
 * What an agent may say of itself.
 *
 * @param namespace of its services and of its identity
 * @param serviceAccount of its identity
 * @param services that it may register
 */
public record Grant(String namespace, String serviceAccount, List<String> services) {
  public Grant {
    services = List.copyOf(services);
  }

  /** {@code default/reviews}. */
  @Override
  public String toString() {
    return namespace + "/" + serviceAccount;
  }
}
