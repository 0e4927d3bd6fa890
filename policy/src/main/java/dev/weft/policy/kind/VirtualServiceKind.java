package dev.weft.policy.kind;

import static dev.weft.policy.schema.Shapes.count;
import static dev.weft.policy.schema.Shapes.durationOrZero;
import static dev.weft.policy.schema.Shapes.integer;
import static dev.weft.policy.schema.Shapes.list;
import static dev.weft.policy.schema.Shapes.object;
import static dev.weft.policy.schema.Shapes.text;

import dev.weft.policy.schema.Node;
import dev.weft.policy.schema.ObjectShape;
import dev.weft.policy.schema.Report;
import dev.weft.policy.schema.Shapes;
import dev.weft.policy.value.Names;
import java.util.List;

/** Routes of a host. */
final class VirtualServiceKind {
  private static final String ANSWERED_501 =
      "; a call that this route matches is answered 501 and reaches no service";

  private VirtualServiceKind() {}

  static Kind kind() {
    return new Kind(
        "VirtualService",
        "networking.istio.io",
        Kind.NETWORKING,
        "virtualservices",
        true,
        null,
        spec());
  }

  private static ObjectShape spec() {
    return object()
        .field("hosts", list(text(VirtualServiceKind::isHost, "a host name or address")))
        .field("gateways", list(Matches.gateway()))
        .field("http", list(route()))
        .withoutEffect("tls", list(tlsRoute()), "TLS is not routed by its server name")
        .withoutEffect("tcp", list(tcpRoute()), "only HTTP and gRPC calls are routed")
        .field("exportTo", Common.exportTo())
        .rule(VirtualServiceRules::spec)
        .rule(VirtualServiceRules::hosts)
        .rule(VirtualServiceRules::gateways)
        .rule(VirtualServiceRules::unreachable)
        .rule(Common.exportToRule(false));
  }

  private static boolean isHost(String host) {
    return Names.isHostOrWildcard(host) || Names.isAddress(host);
  }

  private static ObjectShape route() {
    return object()
        .field("name", text())
        .field("match", list(Matches.request()))
        .field("route", list(destination()))
        .withoutEffect(
            "redirect", RouteActions.redirect(), "redirects are not made yet" + ANSWERED_501)
        .withoutEffect(
            "directResponse",
            RouteActions.directResponse(),
            "fixed answers are not given yet" + ANSWERED_501)
        .withoutEffect(
            "delegate",
            object().field("name", Common.plainHost()).field("namespace", Common.label()),
            "routes are not taken from other documents yet" + ANSWERED_501)
        .field("rewrite", RouteActions.rewrite())
        .field("timeout", durationOrZero())
        .field("retries", RouteActions.retries())
        .field("fault", RouteActions.fault())
        .withoutEffect("mirror", Common.destination(), "calls are not mirrored yet")
        .withoutEffect("mirrors", list(RouteActions.mirror()), "calls are not mirrored yet")
        .withoutEffect("mirrorPercent", integer(0, 100), "calls are not mirrored yet")
        .withoutEffect(
            "mirrorPercentage",
            object().field("value", Shapes.percent()),
            "calls are not mirrored yet")
        .withoutEffect(
            "corsPolicy",
            RouteActions.cors(),
            "preflights go to the service, and no CORS headers are added")
        .field("headers", HeaderOperations.shape())
        .rule(VirtualServiceRules::route)
        .rule(VirtualServiceRules::authority)
        .rule(VirtualServiceRules::authorityOfDestinations)
        .rule(VirtualServiceKind::weights);
  }

  private static ObjectShape destination() {
    return object()
        .required("destination", Common.destination())
        .field("weight", count())
        .field("headers", HeaderOperations.shape());
  }

  private static void weights(Node route, Report report) {
    List<Node> destinations = route.nodes("route");
    long total = destinations.stream().mapToLong(one -> one.integer("weight")).sum();
    if (destinations.size() > 1 && total == 0) {
      report.problem(route.path("route"), "total weight 0", "weights whose sum is above 0");
    } else if (total > Integer.MAX_VALUE) {
      report.problem(route.path("route"), total, "weights whose sum is below 2^31");
    }
  }

  private static ObjectShape tlsRoute() {
    return object()
        .required(
            "match",
            list(
                l4Match().required("sniHosts", list(Common.host(), 1, Integer.MAX_VALUE)),
                1,
                Integer.MAX_VALUE))
        .field("route", list(l4Destination()))
        .rule(VirtualServiceKind::weights);
  }

  private static ObjectShape tcpRoute() {
    return object()
        .field("match", list(l4Match().field("sourceSubnet", Common.block())))
        .field("route", list(l4Destination()))
        .rule(VirtualServiceKind::weights)
        .rule(
            (node, report) -> {
              if (node.list("route").isEmpty()) {
                report.problem(node.path("route"), null, "at least one destination");
              }
            });
  }

  private static ObjectShape l4Match() {
    return object()
        .field("destinationSubnets", list(Common.block()))
        .field("port", Shapes.port())
        .field("sourceLabels", Shapes.labels())
        .field("gateways", list(Matches.gateway()))
        .field("sourceNamespace", Common.label());
  }

  private static ObjectShape l4Destination() {
    return object().required("destination", Common.destination()).field("weight", count());
  }
}
