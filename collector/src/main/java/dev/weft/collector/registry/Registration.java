package dev.weft.collector.registry;

import dev.weft.policy.frame.Instance;
import java.util.List;

/**
 * What one agent has registered.
 *
 * @param agent its id
 * @param machine name of its host; agents of equal machines are told each other's loopback ports
 * @param expiresMillis when it is removed unless it is renewed before, epoch milliseconds
 * @param suspect its connection is lost; it is still told to others until it expires
 */
public record Registration(
    String agent, String machine, List<Instance> instances, long expiresMillis, boolean suspect) {
  public Registration {
    instances = List.copyOf(instances);
  }

  Registration renewed(long until) {
    return new Registration(agent, machine, instances, until, false);
  }

  Registration suspected() {
    return new Registration(agent, machine, instances, expiresMillis, true);
  }
}
