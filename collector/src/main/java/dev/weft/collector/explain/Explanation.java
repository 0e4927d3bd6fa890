package dev.weft.collector.explain;

import dev.weft.collector.json.Tree;
import dev.weft.policy.compiled.ClusterPolicy;
import dev.weft.policy.compiled.CompiledPolicy.VirtualHost;
import dev.weft.policy.compiled.HeaderEdits;
import dev.weft.policy.compiled.Route;
import dev.weft.policy.compiled.Route.RequestMatch;
import dev.weft.policy.compiled.ServiceName;
import dev.weft.policy.frame.Host;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Works out what would happen to a call. Made for one question, used once. */
public final class Explanation {
  private final Question question;
  private final Surroundings around;
  private final Map<String, Object> tree = Tree.of();
  private final List<Object> tried = new ArrayList<>();
  private final Destinations destinations;
  private @Nullable VirtualHost virtualHost;

  public Explanation(Question question, Surroundings around) {
    this.question = question;
    this.around = around;
    destinations = new Destinations(question, around);
  }

  /** The VirtualService that decides, {@code namespace/name}; null: none. Once {@link #tree}. */
  public @Nullable String source() {
    return virtualHost == null ? null : virtualHost.source();
  }

  /** DestinationRules that were used, {@code namespace/name}. Once {@link #tree}. */
  public List<String> rules() {
    return destinations.rules();
  }

  /**
   * The answer: {@code verdict} ({@code outside}, {@code refused} or {@code routed}), {@code why},
   * and what leads there.
   */
  public Map<String, Object> tree() {
    String name = entry();
    if (name == null) {
      return verdict(
          "outside",
          question.host()
              + " is no host of the mesh: the call goes where DNS says, as the application wrote"
              + " it, without retries and without mesh TLS; only traceparent is added");
    }
    Host host = host(name);
    tree.put("host", host == null ? name : host.name());
    int port = host == null ? question.port() : Destinations.meant(host, question);
    if (port < 0) {
      return refused(
          "NR",
          503,
          host.name()
              + " has no port "
              + question.port()
              + " and not exactly one that speaks "
              + (question.grpc() ? "grpc" : "http")
              + "; the setting 'ports' of its agents says which local port is which service port");
    }
    tree.put("port", port);
    virtualHost =
        Names.find(
            lower(around.policy().virtualHosts()),
            host == null ? name : host.name().toLowerCase(Locale.ROOT));
    Route route = route(host, port);
    if (!tried.isEmpty()) {
      tree.put("tried", tried);
    }
    if (route == null) {
      return refused(
          "NR", 404, "no route of VirtualService " + source() + " fits, and it has no other");
    }
    describe(route);
    Route.Fault fault = route.fault();
    Route.Fault.Abort abort = fault == null ? null : fault.abort();
    if (abort != null && abort.percent() >= 100) {
      return aborted(abort);
    }
    List<Map<String, Object>> to = destinations.of(route, host, port);
    tree.put("destinations", to);
    long open = to.stream().filter(one -> !one.containsKey("refused")).count();
    if (open == 0 && !to.isEmpty()) {
      Map<String, Object> first = to.get(0);
      return refused(
          Tree.text(first, "refused", "flag"),
          (int) Tree.number(first, "refused", "status"),
          Tree.text(first, "refused", "why"));
    }
    return verdict(
        "routed",
        open == to.size()
            ? "by " + (virtualHost == null ? "the default route" : "route " + route.name())
            : "but only for " + open + " of " + to.size() + " destinations");
  }

  /** What the called name stands for: a host, or the host of a VirtualService. */
  private @Nullable String entry() {
    List<String> all = new ArrayList<>(around.hosts().keySet());
    all.addAll(lower(around.policy().virtualHosts()).keySet());
    String canonical = Names.canonical(question.host(), around.namespace());
    if (all.contains(question.host())) {
      return question.host();
    }
    return all.contains(canonical) ? canonical : Names.find(all, question.host());
  }

  private @Nullable Host host(String name) {
    Host exact = around.hosts().get(name);
    return exact != null ? exact : around.hosts().get(Names.canonical(name, around.namespace()));
  }

  private @Nullable Route route(@Nullable Host host, int port) {
    if (virtualHost == null) {
      return byDefault(host);
    }
    boolean forPort = false;
    for (Route route : virtualHost.routes()) {
      if (route.matches().isEmpty()) {
        tried.add(Tree.of("route", route.name(), "match", "every request", "fits", true));
        return route;
      }
      for (RequestMatch match : route.matches()) {
        forPort |= match.port() == null || match.port() == port;
        String why = Mismatch.of(match, question, port);
        tried.add(
            Tree.of(
                "route",
                route.name(),
                "match",
                Mismatch.words(match),
                "fits",
                why == null,
                "why",
                why));
        if (why == null) {
          return route;
        }
      }
    }
    return forPort ? null : byDefault(host);
  }

  private @Nullable Route byDefault(@Nullable Host host) {
    return host == null
        ? null
        : new Route(
            "default",
            List.of(),
            List.of(new Route.Destination(host.name(), null, null, 1, HeaderEdits.NONE)),
            HeaderEdits.NONE,
            null,
            null,
            around.policy().defaultRetries(),
            null);
  }

  private void describe(Route route) {
    Route.Fault fault = route.fault();
    Route.Rewrite rewrite = route.rewrite();
    tree.put(
        "route",
        Tree.of(
            "name",
            route.name(),
            "document",
            virtualHost == null || route.name().equals("default")
                ? null
                : "VirtualService " + virtualHost.source(),
            "timeout",
            route.timeout() == null ? null : Words.duration(route.timeout()),
            "retries",
            Words.retries(route.retries()),
            "delay",
            fault == null || fault.delay() == null
                ? null
                : Words.duration(fault.delay().fixed())
                    + " for "
                    + Words.percent(fault.delay().percent())
                    + " of the calls",
            "abort",
            fault == null || fault.abort() == null
                ? null
                : (fault.abort().httpStatus() > 0
                        ? "status " + fault.abort().httpStatus()
                        : "gRPC status " + fault.abort().grpcStatus())
                    + " for "
                    + Words.percent(fault.abort().percent())
                    + " of the calls",
            "rewrite",
            rewrite == null ? null : Words.rewrite(rewrite),
            "headers",
            route.headers().isEmpty() ? null : Words.edits(route.headers())));
  }

  private Map<String, Object> aborted(Route.Fault.Abort abort) {
    Map<String, Object> answer =
        refused(
            "FI",
            abort.httpStatus(),
            "the route answers every call itself (a fault, or something that is not done yet: see"
                + " weft status)");
    if (abort.grpcStatus() >= 0) {
      answer.put("grpcStatus", abort.grpcStatus());
    }
    return answer;
  }

  private Map<String, Object> verdict(String verdict, String why) {
    Map<String, Object> answer = Tree.of("verdict", verdict, "why", why);
    answer.putAll(tree);
    return answer;
  }

  private Map<String, Object> refused(String flag, int status, String why) {
    Map<String, Object> answer =
        Tree.of(
            "verdict",
            "refused",
            "why",
            why,
            "flag",
            flag,
            "status",
            question.grpc() || status <= 0 ? null : status,
            "grpcStatus",
            question.grpc() ? grpcStatus(status) : null);
    answer.putAll(tree);
    return answer;
  }

  /** What a call is refused with: UNIMPLEMENTED where no route fits, else UNAVAILABLE. */
  private static int grpcStatus(int status) {
    return status == 404 ? 12 : 14;
  }

  static <T> Map<String, T> lower(Map<String, T> byHost) {
    Map<String, T> result = new TreeMap<>();
    byHost.forEach((host, value) -> result.put(host.toLowerCase(Locale.ROOT), value));
    return result;
  }

  /** Whether a host of this name has instances of its own only. */
  static boolean outside(String name) {
    return !name.endsWith("." + ServiceName.CLUSTER_DOMAIN);
  }

  static ClusterPolicy.@Nullable Subset subset(@Nullable ClusterPolicy policy, String name) {
    return policy == null ? null : policy.subsets().get(name);
  }
}
