package dev.weft.policy.kind;

import static dev.weft.policy.schema.Shapes.anything;
import static dev.weft.policy.schema.Shapes.integer;
import static dev.weft.policy.schema.Shapes.list;
import static dev.weft.policy.schema.Shapes.object;
import static dev.weft.policy.schema.Shapes.text;
import static dev.weft.policy.schema.Shapes.word;

import dev.weft.policy.schema.ObjectShape;
import dev.weft.policy.schema.Shapes;
import java.util.List;

/** Patches of Envoy's configuration. */
final class EnvoyFilterKind {
  private EnvoyFilterKind() {}

  static Kind kind() {
    ObjectShape spec =
        Common.selecting()
            .field("workloadSelector", Common.workloadSelector())
            .field("configPatches", list(patch()))
            .field("priority", integer(Integer.MIN_VALUE, Integer.MAX_VALUE))
            .atMostOne("workloadSelector", "targetRefs");
    return new Kind(
        "EnvoyFilter",
        "networking.istio.io",
        List.of("v1alpha3"),
        "envoyfilters",
        true,
        "there is no Envoy to patch",
        spec);
  }

  private static ObjectShape patch() {
    return object()
        .field(
            "applyTo",
            word(
                "LISTENER",
                "FILTER_CHAIN",
                "NETWORK_FILTER",
                "HTTP_FILTER",
                "ROUTE_CONFIGURATION",
                "VIRTUAL_HOST",
                "HTTP_ROUTE",
                "CLUSTER",
                "EXTENSION_CONFIG",
                "BOOTSTRAP",
                "LISTENER_FILTER"))
        .field("match", match())
        .field(
            "patch",
            object()
                .field(
                    "operation",
                    word(
                        "MERGE",
                        "ADD",
                        "REMOVE",
                        "INSERT_BEFORE",
                        "INSERT_AFTER",
                        "INSERT_FIRST",
                        "REPLACE",
                        "MERGE_AND_REPLACE_LIST"))
                .field("value", anything())
                .field("filterClass", word("UNSPECIFIED", "AUTHN", "AUTHZ", "STATS")));
  }

  private static ObjectShape match() {
    return object()
        .field("context", word("ANY", "SIDECAR_INBOUND", "SIDECAR_OUTBOUND", "GATEWAY", "WAYPOINT"))
        .field("proxy", object().field("proxyVersion", text()).field("metadata", Common.texts()))
        .field("listener", listener())
        .field("routeConfiguration", routes())
        .field(
            "cluster",
            object()
                .field("portNumber", integer(0, 65535))
                .field("service", text())
                .field("subset", text())
                .field("name", text()))
        .field(
            "waypoint",
            object()
                .field("portNumber", Shapes.port())
                .field("filter", filter())
                .field("route", object().field("name", text())))
        .atMostOne("listener", "routeConfiguration", "cluster", "waypoint");
  }

  private static ObjectShape filter() {
    return object().field("name", text()).field("subFilter", object().field("name", text()));
  }

  private static ObjectShape listener() {
    return object()
        .field("portNumber", integer(0, 65535))
        .field("portName", text())
        .field(
            "filterChain",
            object()
                .field("name", text())
                .field("sni", text())
                .field("transportProtocol", text())
                .field("applicationProtocols", text())
                .field("filter", filter())
                .field("destinationPort", integer(0, 65535)))
        .field("listenerFilter", text())
        .field("name", text());
  }

  private static ObjectShape routes() {
    return object()
        .field("portNumber", integer(0, 65535))
        .field("portName", text())
        .field("gateway", text())
        .field(
            "vhost",
            object()
                .field("name", text())
                .field("domainName", text())
                .field(
                    "route",
                    object()
                        .field("name", text())
                        .field("action", word("ANY", "ROUTE", "REDIRECT", "DIRECT_RESPONSE"))))
        .field("name", text());
  }
}
