package dev.weft.collector.api;

import dev.weft.policy.kind.Kind;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The kinds as {@code kubectl} takes them: plural, singular, short, with or without the group. */
final class Kinds {
  /** Those of Istio's own resource definitions. */
  private static final Map<String, String> SHORT =
      Map.of(
          "vs", "VirtualService",
          "dr", "DestinationRule",
          "se", "ServiceEntry",
          "gw", "Gateway",
          "we", "WorkloadEntry",
          "wg", "WorkloadGroup",
          "ap", "AuthorizationPolicy",
          "pa", "PeerAuthentication",
          "ra", "RequestAuthentication");

  private final Map<String, String> byName = new HashMap<>(SHORT);
  private final String known;

  Kinds() {
    var all = new dev.weft.policy.kind.Kinds().all();
    for (Kind kind : all) {
      String singular = kind.name().toLowerCase(Locale.ROOT);
      for (String name : new String[] {singular, kind.plural()}) {
        byName.put(name, kind.name());
        byName.put(name + "." + kind.group(), kind.name());
      }
    }
    known = String.join(", ", all.stream().map(Kind::plural).toList());
  }

  /** The kind as documents spell it, null if there is none of that name. */
  @Nullable String kind(String name) {
    return byName.get(name.toLowerCase(Locale.ROOT));
  }

  /** All that may be written. */
  Set<String> names() {
    return byName.keySet();
  }

  /** For messages. */
  String known() {
    return known;
  }
}
