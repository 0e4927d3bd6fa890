package dev.weft.core.route;

import dev.weft.policy.compiled.ServiceName;
import java.util.List;

/** The names by which callers of a namespace may mean one canonical host. */
final class Spellings {
  private static final String DOMAIN = "." + ServiceName.CLUSTER_DOMAIN;

  private Spellings() {}

  /**
   * {@code a.n.svc.cluster.local}, {@code a.n.svc}, {@code a.n} and, within its own namespace,
   * {@code a}. Any other host has the one name.
   */
  static List<String> of(String canonical, String localNamespace) {
    if (!canonical.endsWith(DOMAIN) || canonical.startsWith("*")) {
      return List.of(canonical);
    }
    String named = canonical.substring(0, canonical.length() - DOMAIN.length());
    int dot = named.indexOf('.');
    if (dot <= 0 || named.indexOf('.', dot + 1) >= 0) {
      return List.of(canonical);
    }
    return named.substring(dot + 1).equals(localNamespace)
        ? List.of(canonical, named + ".svc", named, named.substring(0, dot))
        : List.of(canonical, named + ".svc", named);
  }
}
