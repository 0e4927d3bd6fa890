package dev.weft.policy.compiled;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Hosts in documents: completed, lower-case, perhaps a wildcard with a leading asterisk. */
final class HostNames {
  /** Where documents for all namespaces are kept, as Istio's root namespace. */
  static final String ROOT_NAMESPACE = "istio-system";

  /** Exact before wildcards, longer before shorter, then by the alphabet; as Istio. */
  static final Comparator<String> MOST_SPECIFIC_FIRST = HostNames::bySpecificity;

  private HostNames() {}

  /** Written out: the JDK's comparators of keys are spun at run time. */
  private static int bySpecificity(String one, String two) {
    int order = Boolean.compare(isWildcard(one), isWildcard(two));
    if (order == 0) {
      order = Integer.compare(two.length(), one.length());
    }
    return order == 0 ? one.compareTo(two) : order;
  }

  static String canonical(String host, String namespace) {
    return ServiceName.inDocument(host.toLowerCase(Locale.ROOT), namespace);
  }

  static boolean isWildcard(String host) {
    return host.startsWith("*");
  }

  /** Whether every host that {@code narrow} means is one that {@code wide} means. */
  static boolean covers(String wide, String narrow) {
    if (wide.equals(narrow)) {
      return true;
    }
    return isWildcard(wide)
        && narrow.endsWith(wide.substring(1))
        && (narrow.length() > wide.length() - 1 || wide.equals("*"));
  }

  /** The most specific of {@code candidates} that covers {@code host}, or null. */
  static @Nullable String mostSpecific(Collection<String> candidates, String host) {
    return candidates.stream()
        .filter(candidate -> covers(candidate, host))
        .min(MOST_SPECIFIC_FIRST)
        .orElse(null);
  }

  /**
   * The namespace of {@code x.namespace.svc.cluster.local}, or null. {@code x} may be an asterisk.
   */
  static @Nullable String namespaceOf(String host) {
    String tail = "." + ServiceName.CLUSTER_DOMAIN;
    if (!host.endsWith(tail)) {
      return null;
    }
    String[] labels = host.substring(0, host.length() - tail.length()).split("\\.", -1);
    return labels.length == 2 && !labels[1].contains("*") ? labels[1] : null;
  }
}
