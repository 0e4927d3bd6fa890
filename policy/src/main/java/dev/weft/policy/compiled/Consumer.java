package dev.weft.policy.compiled;

import java.util.Map;

/**
 * The workload whose calls a policy is compiled for.
 *
 * @param namespace {@code default} where it has said nothing
 * @param labels what {@code sourceLabels} and {@code workloadSelector} look at
 */
public record Consumer(String namespace, Map<String, String> labels) {
  public Consumer {
    labels = Map.copyOf(labels);
  }
}
