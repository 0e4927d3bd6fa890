package dev.weft.collector.explain;

import dev.weft.policy.compiled.CompiledPolicy;
import dev.weft.policy.frame.Host;
import dev.weft.policy.frame.Instance;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the caller's agent is told.
 *
 * @param namespace of the caller
 * @param policy compiled for it
 * @param hosts all that it may call, by lower-case name
 * @param endpoints of these
 * @param suspect ids of instances whose connection to the collector is lost
 */
public record Surroundings(
    String namespace,
    CompiledPolicy policy,
    Map<String, Host> hosts,
    Map<String, List<Instance>> endpoints,
    Set<String> suspect) {}
