package dev.weft.collector.api;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The kinds as {@code kubectl} takes them: plural, singular, short, with or without the group. */
final class Kinds {
  private static final String NETWORKING = "networking.istio.io";
  private static final String SECURITY = "security.istio.io";

  private record Kind(String kind, String group, String plural, List<String> shortNames) {}

  private static final List<Kind> ALL =
      List.of(
          new Kind("VirtualService", NETWORKING, "virtualservices", List.of("vs")),
          new Kind("DestinationRule", NETWORKING, "destinationrules", List.of("dr")),
          new Kind("ServiceEntry", NETWORKING, "serviceentries", List.of("se")),
          new Kind("Gateway", NETWORKING, "gateways", List.of("gw")),
          new Kind("Sidecar", NETWORKING, "sidecars", List.of()),
          new Kind("WorkloadEntry", NETWORKING, "workloadentries", List.of("we")),
          new Kind("WorkloadGroup", NETWORKING, "workloadgroups", List.of("wg")),
          new Kind("EnvoyFilter", NETWORKING, "envoyfilters", List.of()),
          new Kind("ProxyConfig", NETWORKING, "proxyconfigs", List.of()),
          new Kind("AuthorizationPolicy", SECURITY, "authorizationpolicies", List.of("ap")),
          new Kind("PeerAuthentication", SECURITY, "peerauthentications", List.of("pa")),
          new Kind("RequestAuthentication", SECURITY, "requestauthentications", List.of("ra")),
          new Kind("Telemetry", "telemetry.istio.io", "telemetries", List.of("telemetry")),
          new Kind("WasmPlugin", "extensions.istio.io", "wasmplugins", List.of()));

  private final Map<String, String> byName = new HashMap<>();

  Kinds() {
    for (Kind kind : ALL) {
      String singular = kind.kind().toLowerCase(Locale.ROOT);
      for (String name : List.of(singular, kind.plural())) {
        byName.put(name, kind.kind());
        byName.put(name + "." + kind.group(), kind.kind());
      }
      kind.shortNames().forEach(name -> byName.put(name, kind.kind()));
    }
  }

  /** The kind as documents spell it, null if there is none of that name. */
  @Nullable String kind(String name) {
    return byName.get(name.toLowerCase(Locale.ROOT));
  }

  /** For messages. */
  String known() {
    return String.join(", ", ALL.stream().map(Kind::plural).toList());
  }
}
