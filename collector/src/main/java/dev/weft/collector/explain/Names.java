package dev.weft.collector.explain;

import dev.weft.policy.compiled.ServiceName;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds what a name means, as the agents' route tables do. */
final class Names {
  private static final String DOMAIN = "." + ServiceName.CLUSTER_DOMAIN;

  private Names() {}

  /** The canonical name that a caller of {@code namespace} may mean; itself if it is none. */
  static String canonical(String host, String namespace) {
    if (host.startsWith("*") || host.endsWith(DOMAIN)) {
      return host;
    }
    String named = host.endsWith(".svc") ? host.substring(0, host.length() - 4) : host;
    int dot = named.indexOf('.');
    if (dot < 0) {
      return host.endsWith(".svc") ? host : ServiceName.canonical(named, namespace);
    }
    return named.indexOf('.', dot + 1) >= 0 ? host : named + DOMAIN;
  }

  /** The exact name, else the longest wildcard that covers it, else null. */
  static @Nullable String find(Collection<String> names, String name) {
    if (names.contains(name)) {
      return name;
    }
    return names.stream()
        .filter(
            one ->
                one.startsWith("*")
                    && name.length() > one.length() - 1
                    && name.endsWith(one.substring(1)))
        .max(Comparator.comparingInt(String::length).thenComparing(Comparator.reverseOrder()))
        .orElse(null);
  }

  static <T> @Nullable T find(Map<String, T> byName, String name) {
    String found = find(byName.keySet(), name);
    return found == null ? null : byName.get(found);
  }
}
