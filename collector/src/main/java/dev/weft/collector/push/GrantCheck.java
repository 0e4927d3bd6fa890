package dev.weft.collector.push;

import dev.weft.collector.access.Grant;
import dev.weft.collector.access.Principal;
import dev.weft.policy.frame.AgentMessage.Hello;
import dev.weft.policy.frame.AgentMessage.Service;
import dev.weft.policy.frame.AgentMessage.Stats;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether an agent speaks for itself only: its identity, its services, its counters. What it says
 * is held against the token or certificate that it came with. Answers say what is wrong, or null.
 */
final class GrantCheck {
  /** How an ending is told; the only labels that a series of nobody in particular has besides. */
  private static final Set<String> ENDING =
      Set.of(
          "request_protocol",
          "response_code",
          "response_flags",
          "grpc_response_status",
          "connection_security_policy");

  private GrantCheck() {}

  /** What an agent may say that has proved nothing, where that is allowed: what it said first. */
  static Grant claimed(Hello hello) {
    Service own = hello.services().get(0);
    return new Grant(
        own.namespace(),
        own.serviceAccount(),
        hello.services().stream()
            .filter(service -> belongs(service, own.namespace(), own.serviceAccount()))
            .map(Service::name)
            .toList());
  }

  static @Nullable String wrong(Hello hello, Principal principal) {
    Grant grant = principal.grant();
    if (grant == null) {
      return null;
    }
    for (Service service : hello.services()) {
      if (!belongs(service, grant.namespace(), grant.serviceAccount())) {
        return "not allowed: "
            + service.namespace()
            + "/"
            + service.serviceAccount()
            + "; its token or certificate is of "
            + grant;
      }
      if (!grant.services().contains(service.name())) {
        return "not allowed: service " + service.name() + "; " + grant + " may be " + list(grant);
      }
    }
    return null;
  }

  private static String list(Grant grant) {
    return String.join(",", grant.services());
  }

  private static boolean belongs(Service service, String namespace, String serviceAccount) {
    return service.namespace().equals(namespace) && service.serviceAccount().equals(serviceAccount);
  }

  /** An agent counts calls that it made or that it served, not those of others. */
  static @Nullable String wrong(Stats stats, Hello hello, Principal principal) {
    if (principal.grant() == null) {
      return null;
    }
    for (Stats.Series series : stats.series()) {
      Map<String, String> labels = series.labels();
      boolean own =
          switch (labels.getOrDefault("reporter", "")) {
            case "source" ->
                own(
                    hello.services(),
                    labels,
                    "source_canonical_service",
                    "source_workload_namespace");
            case "destination" ->
                own(
                    hello.services(),
                    labels,
                    "destination_service_name",
                    "destination_service_namespace");
            default -> others(labels);
          };
      if (!own) {
        return "not allowed: counters of another than " + principal.grant();
      }
    }
    return null;
  }

  /** How agents of 0.1 call the series of all peers beyond their limit. */
  private static boolean others(Map<String, String> labels) {
    return "unknown".equals(labels.get("destination_service"))
        && labels.keySet().stream()
            .allMatch(name -> name.equals("destination_service") || ENDING.contains(name));
  }

  private static boolean own(
      List<Service> services, Map<String, String> labels, String name, String namespace) {
    return services.stream()
        .anyMatch(
            service ->
                service.name().equals(labels.get(name))
                    && service.namespace().equals(labels.get(namespace)));
  }
}
