package dev.weft.policy.frame;

import java.util.List;

/** All instances of one host; replaces what was known of it. */
public record HostEndpoints(String host, List<Instance> instances) {
  public HostEndpoints {
    instances = List.copyOf(instances);
  }
}
