package dev.weft.policy.compiled;

/**
 * How names of services are completed. A service is a DNS label in a namespace; {@code reviews},
 * {@code reviews.default}, {@code reviews.default.svc} and {@code
 * reviews.default.svc.cluster.local} are one service.
 */
public final class ServiceName {
  /** The domain under which every service of the mesh has its canonical name. */
  public static final String CLUSTER_DOMAIN = "svc.cluster.local";

  private ServiceName() {}

  /** {@code reviews}, {@code default} to {@code reviews.default.svc.cluster.local}. */
  public static String canonical(String service, String namespace) {
    return service + "." + namespace + "." + CLUSTER_DOMAIN;
  }

  /**
   * Completes a host written in a document of {@code namespace}: only a name without a dot is
   * completed, as Istio does, plus the two shorter spellings of a canonical name.
   */
  public static String inDocument(String host, String namespace) {
    if (host.startsWith("*")) {
      return host;
    }
    int dot = host.indexOf('.');
    if (dot < 0) {
      return canonical(host, namespace);
    }
    if (host.endsWith(".svc") && host.indexOf('.', dot + 1) == host.length() - 4) {
      return host + ".cluster.local";
    }
    return host;
  }
}
