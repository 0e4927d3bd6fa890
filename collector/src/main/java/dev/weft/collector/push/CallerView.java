package dev.weft.collector.push;

import dev.weft.policy.frame.Host;
import dev.weft.policy.frame.Instance;
import java.util.List;
import java.util.Map;

/**
 * What one agent is told of those that its JVM may call.
 *
 * @param labels that documents select it by
 * @param level of the mesh that is switched off for it: {@code none}, {@code policy}, {@code all}
 * @param woven names of the adapters that are in use
 * @param hosts by name
 * @param endpoints of these, by name, also of those that it has not called yet
 */
public record CallerView(
    String agentId,
    boolean connected,
    String namespace,
    Map<String, String> labels,
    String level,
    List<String> woven,
    Map<String, Host> hosts,
    Map<String, List<Instance>> endpoints) {}
