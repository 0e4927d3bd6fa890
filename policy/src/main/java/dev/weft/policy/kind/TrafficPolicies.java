package dev.weft.policy.kind;

import static dev.weft.policy.schema.Shapes.count;
import static dev.weft.policy.schema.Shapes.duration;
import static dev.weft.policy.schema.Shapes.durationOrZero;
import static dev.weft.policy.schema.Shapes.integer;
import static dev.weft.policy.schema.Shapes.list;
import static dev.weft.policy.schema.Shapes.object;
import static dev.weft.policy.schema.Shapes.text;
import static dev.weft.policy.schema.Shapes.truth;
import static dev.weft.policy.schema.Shapes.word;

import dev.weft.policy.schema.Node;
import dev.weft.policy.schema.ObjectShape;
import dev.weft.policy.schema.Report;
import dev.weft.policy.schema.Shapes;
import dev.weft.policy.value.Names;

/** {@code trafficPolicy} and its blocks. */
final class TrafficPolicies {
  private static final long UINT32 = 4294967295L;

  private TrafficPolicies() {}

  static ObjectShape full() {
    return blocks()
        .field("portLevelSettings", list(portLevel(), 0, 4096))
        .withoutEffect("tunnel", tunnel(), "calls are not tunnelled")
        .withoutEffect(
            "proxyProtocol",
            object().field("version", word("V1", "V2")),
            "no PROXY header is sent: there is no proxy")
        .field("retryBudget", retryBudget())
        .atMostOne("tunnel", "proxyProtocol")
        .atLeastOne(
            "loadBalancer",
            "connectionPool",
            "outlierDetection",
            "tls",
            "portLevelSettings",
            "tunnel",
            "proxyProtocol",
            "retryBudget");
  }

  private static ObjectShape portLevel() {
    return blocks()
        .required("port", Common.portSelector())
        .atLeastOne("loadBalancer", "connectionPool", "outlierDetection", "tls");
  }

  private static ObjectShape blocks() {
    return object()
        .field("loadBalancer", LoadBalancers.shape())
        .withoutEffect(
            "connectionPool",
            connectionPool(),
            "connections are pooled by the application's own client, without these limits")
        .field("outlierDetection", outlier())
        .field("tls", ClientTls.shape());
  }

  private static ObjectShape retryBudget() {
    return object()
        .field("percent", Shapes.percent())
        .field("minRetryConcurrency", integer(0, UINT32))
        .field("budgetInterval", durationOrZero());
  }

  private static ObjectShape tunnel() {
    return object()
        .field("protocol", word("", "CONNECT", "POST"))
        .required(
            "targetHost",
            text(
                host -> Names.isHost(host) || Names.isAddress(host),
                "a host name or numeric address"))
        .required("targetPort", Shapes.port());
  }

  private static ObjectShape outlier() {
    return object()
        .field("splitExternalLocalOriginErrors", truth())
        .field("consecutiveLocalOriginFailures", integer(0, UINT32))
        .field("consecutiveGatewayErrors", integer(0, UINT32))
        .field("consecutive5xxErrors", integer(0, UINT32))
        .field("consecutiveErrors", count())
        .field("interval", duration())
        .field("baseEjectionTime", duration())
        .field("maxEjectionPercent", integer(0, 100))
        .field("minHealthPercent", integer(0, 100))
        .field("outlierDetectionHttpErrorCodes", list(integer(100, 599)))
        .rule(TrafficPolicies::local);
  }

  private static void local(Node outlier, Report report) {
    if (!outlier.isTrue("splitExternalLocalOriginErrors")
        && outlier.integer("consecutiveLocalOriginFailures") > 0) {
      report.problem(
          outlier.path("consecutiveLocalOriginFailures"),
          outlier.value("consecutiveLocalOriginFailures"),
          "splitExternalLocalOriginErrors: true beside it");
    }
    if (outlier.has("consecutiveErrors")) {
      report.warn(
          outlier.path("consecutiveErrors"), "deprecated: taken for consecutiveGatewayErrors");
    }
  }

  static ObjectShape connectionPool() {
    return object().field("tcp", tcp()).field("http", http()).atLeastOne("tcp", "http");
  }

  private static ObjectShape tcp() {
    return object()
        .field("maxConnections", count())
        .field("connectTimeout", duration())
        .field(
            "tcpKeepalive",
            object()
                .field("probes", integer(0, UINT32))
                .field("time", duration())
                .field("interval", duration()))
        .field("maxConnectionDuration", duration())
        .field("idleTimeout", durationOrZero());
  }

  private static ObjectShape http() {
    return object()
        .field("http1MaxPendingRequests", count())
        .field("http2MaxRequests", count())
        .field("maxRequestsPerConnection", count())
        .field("maxRetries", count())
        .field("idleTimeout", duration())
        .field("h2UpgradePolicy", word("DEFAULT", "DO_NOT_UPGRADE", "UPGRADE"))
        .field("useClientProtocol", truth())
        .field("maxConcurrentStreams", count())
        .field(
            "http2KeepAlive",
            object().required("interval", duration()).required("timeout", duration()))
        .rule(
            (node, report) -> {
              if (node.isTrue("useClientProtocol")
                  && node.text("h2UpgradePolicy").equals("UPGRADE")) {
                report.problem(
                    node.path("useClientProtocol"), true, "false where h2UpgradePolicy is UPGRADE");
              }
            });
  }
}
