package dev.weft.collector.explain;

import dev.weft.collector.json.Tree;
import dev.weft.policy.compiled.ClusterPolicy;
import dev.weft.policy.compiled.ClusterPolicy.LoadBalancer;
import dev.weft.policy.compiled.ClusterPolicy.Subset;
import dev.weft.policy.compiled.ClusterPolicy.TlsMode;
import dev.weft.policy.compiled.ClusterPolicy.Traffic;
import dev.weft.policy.compiled.Route;
import dev.weft.policy.frame.Host;
import dev.weft.policy.frame.Instance;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Where a route leads: subsets, instances, and how they are used. */
final class Destinations {
  private final Question question;
  private final Surroundings around;
  private final TreeSet<String> rules = new TreeSet<>();

  Destinations(Question question, Surroundings around) {
    this.question = question;
    this.around = around;
  }

  List<String> rules() {
    return List.copyOf(rules);
  }

  /**
   * The service port that a called port means: that of the same number, else the only one of the
   * protocol, else -1. Where nobody listens yet it is the called one.
   */
  static int meant(Host host, Question question) {
    return meant(host, question.port(), question.grpc());
  }

  private static int meant(Host host, int called, boolean grpc) {
    List<Integer> speak = new ArrayList<>();
    for (Host.ServicePort port : host.ports()) {
      String protocol = port.protocol().toLowerCase(Locale.ROOT);
      if (port.number() == called) {
        return called;
      }
      if (grpc
          ? protocol.startsWith("grpc") || protocol.equals("http2")
          : protocol.startsWith("http")) {
        speak.add(port.number());
      }
    }
    return host.ports().isEmpty() ? called : speak.size() == 1 ? speak.get(0) : -1;
  }

  List<Map<String, Object>> of(Route route, @Nullable Host called, int port) {
    long weights = route.destinations().stream().mapToLong(Route.Destination::weight).sum();
    List<Map<String, Object>> trees = new ArrayList<>();
    for (Route.Destination destination : route.destinations()) {
      Map<String, Object> tree =
          Tree.of(
              "host",
              destination.host(),
              "subset",
              destination.subset(),
              "share",
              weights == 0 ? 1.0 : (double) destination.weight() / weights,
              "headers",
              destination.headers().isEmpty() ? null : Words.edits(destination.headers()));
      describe(tree, destination, route, port);
      trees.add(tree);
    }
    return trees;
  }

  private void describe(
      Map<String, Object> tree, Route.Destination destination, Route route, int port) {
    String name = destination.host().toLowerCase(Locale.ROOT);
    Host host = Names.find(around.hosts(), name);
    if (host == null) {
      refuse(tree, "NR", "route " + route.name() + " leads to a host that is not known");
      return;
    }
    int wanted =
        destination.port() != null ? destination.port() : meant(host, port, question.grpc());
    tree.put("port", wanted);
    if (host.ports().isEmpty()) {
      refuse(tree, "UH", "nobody listens for " + host.name() + " yet, or any more");
      return;
    }
    if (host.ports().stream().noneMatch(one -> one.number() == wanted)) {
      refuse(tree, "NR", host.name() + " has no port " + wanted);
      return;
    }
    ClusterPolicy policy = Names.find(Explanation.lower(around.policy().clusters()), name);
    if (policy != null) {
      rules.addAll(List.of(policy.source().split(", ")));
      tree.put("rule", "DestinationRule " + policy.source());
    }
    Subset subset = null;
    if (destination.subset() != null) {
      subset = Explanation.subset(policy, destination.subset());
      if (subset == null) {
        refuse(
            tree,
            "NR",
            policy == null
                ? "no DestinationRule gives " + host.name() + " a subset " + destination.subset()
                : "DestinationRule "
                    + policy.source()
                    + " has no subset "
                    + destination.subset()
                    + " (it has "
                    + (policy.subsets().isEmpty()
                        ? "none"
                        : String.join(", ", policy.subsetNames()))
                    + ")");
        return;
      }
      tree.put("labels", new TreeMap<>(subset.labels()));
    }
    Traffic traffic = traffic(policy, subset, wanted);
    tree.put("loadBalancer", traffic.loadBalancer().name());
    if (traffic.outlier() != null) {
      tree.put("outlierDetection", Words.outlier(traffic.outlier()));
    }
    tree.put("tls", traffic.tls().name());
    instances(tree, host, subset, traffic, wanted);
  }

  private static Traffic traffic(
      @Nullable ClusterPolicy policy, @Nullable Subset subset, int port) {
    if (subset != null) {
      return subset.portTraffic().getOrDefault(port, subset.traffic());
    }
    return policy == null
        ? Traffic.DEFAULT
        : policy.portTraffic().getOrDefault(port, policy.traffic());
  }

  private void instances(
      Map<String, Object> tree, Host host, @Nullable Subset subset, Traffic traffic, int wanted) {
    List<Object> trees = new ArrayList<>();
    int others = 0;
    int plain = 0;
    for (Instance instance : around.endpoints().getOrDefault(host.name(), List.of())) {
      Instance.Port port =
          instance.ports().stream()
              .filter(one -> one.servicePort() == wanted)
              .findFirst()
              .orElse(null);
      if (port == null) {
        continue;
      }
      if (subset != null && !instance.labels().entrySet().containsAll(subset.labels().entrySet())) {
        others++;
        continue;
      }
      boolean secured = port.mtlsPort() != 0 && traffic.tls() != TlsMode.DISABLE;
      plain += port.mtlsPort() == 0 ? 1 : 0;
      trees.add(
          Tree.of(
              "id",
              instance.id(),
              "version",
              instance.labels().get("version"),
              "address",
              port.address() + ":" + port.port(),
              "mtls",
              question.scheme().equals("https") ? null : secured,
              "suspect",
              around.suspect().contains(instance.id()) ? true : null));
    }
    tree.put("instances", trees);
    boolean through =
        traffic.loadBalancer() == LoadBalancer.PASSTHROUGH
            || trees.isEmpty() && subset == null && Explanation.outside(host.name());
    if (through) {
      tree.put("passThrough", true);
    } else if (trees.isEmpty()) {
      refuse(
          tree,
          "UH",
          "no instance of "
              + host.name()
              + (subset == null
                  ? ""
                  : " has the labels of subset " + subset.name() + " " + subset.labels())
              + (others == 0 ? "" : ", and " + others + " have others"));
    } else if (traffic.tls() == TlsMode.ISTIO_MUTUAL && plain == trees.size()) {
      refuse(tree, "UF", "policy requires mesh TLS and no instance accepts it");
    }
  }

  private static void refuse(Map<String, Object> tree, String flag, String why) {
    tree.put("refused", Tree.of("flag", flag, "status", 503, "why", why));
  }
}
