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

  /**
   * Whether an authority is written as only a host of the mesh is: one label ({@code localhost} is
   * none of ours), or ending as the mesh's names do. Does not allocate.
   */
  static boolean isShort(String authority) {
    int end = Authority.hostEnd(authority);
    if (end > 0 && authority.charAt(end - 1) == '.') {
      end--;
    }
    int dot = authority.indexOf('.');
    if (dot < 0 || dot >= end) {
      return end > 0
          && authority.charAt(0) != '['
          && (authority.indexOf(':') < 0 || authority.indexOf(':') == end)
          && !(end == 9 && authority.regionMatches(true, 0, "localhost", 0, 9));
    }
    return endsWith(authority, end, ".svc") || endsWith(authority, end, DOMAIN);
  }

  private static boolean endsWith(String text, int end, String suffix) {
    return end > suffix.length()
        && text.regionMatches(true, end - suffix.length(), suffix, 0, suffix.length());
  }
}
