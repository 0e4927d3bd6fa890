package dev.weft.policy.compiled;

import dev.weft.policy.document.PolicyDocument;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What stays where an operator has switched policy off: how names resolve and what protects calls.
 * Stateless.
 */
final class PolicyOff {
  private PolicyOff() {}

  /**
   * Without VirtualServices, and with nothing of DestinationRules but their TLS. All other kinds
   * name hosts or protect, and stay as they are.
   */
  static List<PolicyDocument> remains(Collection<PolicyDocument> documents) {
    List<PolicyDocument> remaining = new ArrayList<>();
    for (PolicyDocument document : documents) {
      switch (document.key().kind()) {
        case VirtualServices.KIND -> {}
        case DestinationRules.KIND -> remaining.add(onlyTls(document));
        default -> remaining.add(document);
      }
    }
    return remaining;
  }

  private static PolicyDocument onlyTls(PolicyDocument rule) {
    Map<String, Object> spec = new LinkedHashMap<>(rule.spec());
    // Without routes nothing leads to a subset.
    spec.remove("subsets");
    if (spec.get("trafficPolicy") instanceof Map<?, ?> traffic) {
      Map<String, Object> left = new LinkedHashMap<>();
      if (traffic.get("tls") != null) {
        left.put("tls", traffic.get("tls"));
      }
      if (traffic.get("portLevelSettings") instanceof List<?> ports) {
        left.put("portLevelSettings", ports.stream().map(PolicyOff::onlyTlsOfPort).toList());
      }
      spec.put("trafficPolicy", left);
    }
    return new PolicyDocument(
        rule.key(),
        rule.apiVersion(),
        rule.labels(),
        rule.annotations(),
        spec,
        rule.createdMillis());
  }

  private static Object onlyTlsOfPort(Object settings) {
    Map<String, Object> left = new LinkedHashMap<>();
    if (settings instanceof Map<?, ?> port) {
      for (String kept : List.of("port", "tls")) {
        if (port.get(kept) != null) {
          left.put(kept, port.get(kept));
        }
      }
    }
    return left;
  }
}
