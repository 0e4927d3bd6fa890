package dev.weft.policy.kind;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All kinds that documents may be of: those of Istio's API. Immutable. */
public final class Kinds {
  private final Map<String, Kind> byName = new LinkedHashMap<>();

  public Kinds() {
    for (Kind kind :
        List.of(
            VirtualServiceKind.kind(),
            DestinationRuleKind.kind(),
            ServiceEntryKind.kind(),
            WorkloadEntryKind.kind(),
            WorkloadGroupKind.kind(),
            GatewayKind.kind(),
            SidecarKind.kind(),
            EnvoyFilterKind.kind(),
            ProxyConfigKind.kind(),
            WasmPluginKind.kind(),
            TrafficExtensionKind.kind(),
            PeerAuthenticationKind.kind(),
            RequestAuthenticationKind.kind(),
            AuthorizationPolicyKind.kind(),
            TelemetryKind.kind())) {
      byName.put(kind.name(), kind);
    }
  }

  /** The kind of this name, or null. */
  public @Nullable Kind named(String name) {
    return byName.get(name);
  }

  public Collection<Kind> all() {
    return List.copyOf(byName.values());
  }
}
