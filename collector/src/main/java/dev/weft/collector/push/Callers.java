package dev.weft.collector.push;

import dev.weft.policy.frame.AgentMessage.Service;
import dev.weft.policy.frame.AgentMessage.Stats;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which workload stands behind an account. A server knows its callers by their certificates, which
 * name the account alone; the collector knows the agents of it. Where they are all of one workload,
 * a server's counters are told its name and version, so that both sides of a call speak of the same
 * source. For the mesh's loop alone.
 */
final class Callers {
  private static final String UNKNOWN = "unknown";

  private final Collection<Agent> agents;

  /**
   * By {@code ns/<namespace>/sa/<account>}; empty: of several workloads. Null: to be made again.
   */
  private @Nullable Map<String, Optional<Map<String, String>>> workloads;

  /**
   * @param agents all that are known, always as they are now
   */
  Callers(Collection<Agent> agents) {
    this.agents = agents;
  }

  /** Agents have come or gone. */
  void changed() {
    workloads = null;
  }

  /** The same counters, with the source's workload where it is known. */
  Stats named(Stats stats) {
    List<Stats.Series> named = stats.series().stream().map(this::named).toList();
    return new Stats(stats.sequence(), stats.intervalMillis(), stats.lost(), named);
  }

  private Stats.Series named(Stats.Series series) {
    Map<String, String> workload = workload(series.labels());
    if (workload == null) {
      return series;
    }
    Map<String, String> labels = new HashMap<>(series.labels());
    labels.putAll(workload);
    return new Stats.Series(
        labels,
        series.instance(),
        series.count(),
        series.durationMillisSum(),
        series.buckets(),
        series.exemplars());
  }

  private @Nullable Map<String, String> workload(Map<String, String> labels) {
    String principal = labels.getOrDefault("source_principal", UNKNOWN);
    int account = principal.indexOf("/ns/");
    if (account < 0 || !"destination".equals(labels.get("reporter"))) {
      return null;
    }
    Optional<Map<String, String>> known = known().get(principal.substring(account + 1));
    return known == null ? null : known.orElse(null);
  }

  private Map<String, Optional<Map<String, String>>> known() {
    Map<String, Optional<Map<String, String>>> made = workloads;
    if (made == null) {
      made = new HashMap<>();
      for (Agent agent : agents) {
        for (Service service : agent.services()) {
          String account = "ns/" + service.namespace() + "/sa/" + service.serviceAccount();
          Optional<Map<String, String>> one = Optional.of(labels(service));
          made.merge(account, one, (a, b) -> a.equals(b) ? a : Optional.empty());
        }
      }
      workloads = made;
    }
    return made;
  }

  /** As the agent itself calls it where it is the caller. */
  private static Map<String, String> labels(Service service) {
    String version = service.labels().get("version");
    return Map.of(
        "source_workload", version == null ? service.name() : service.name() + "-" + version,
        "source_app", service.labels().getOrDefault("app", service.name()),
        "source_version", version == null ? UNKNOWN : version,
        "source_canonical_service", service.name(),
        "source_canonical_revision", version == null ? "latest" : version);
  }
}
