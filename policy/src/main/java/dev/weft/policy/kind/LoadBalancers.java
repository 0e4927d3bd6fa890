package dev.weft.policy.kind;

import static dev.weft.policy.schema.Shapes.duration;
import static dev.weft.policy.schema.Shapes.durationOrZero;
import static dev.weft.policy.schema.Shapes.filled;
import static dev.weft.policy.schema.Shapes.integer;
import static dev.weft.policy.schema.Shapes.list;
import static dev.weft.policy.schema.Shapes.map;
import static dev.weft.policy.schema.Shapes.number;
import static dev.weft.policy.schema.Shapes.object;
import static dev.weft.policy.schema.Shapes.text;
import static dev.weft.policy.schema.Shapes.truth;
import static dev.weft.policy.schema.Shapes.word;

import dev.weft.policy.schema.Node;
import dev.weft.policy.schema.ObjectShape;
import dev.weft.policy.schema.Report;
import dev.weft.policy.schema.Shapes;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.Set;

/** {@code loadBalancer}. */
final class LoadBalancers {
  /** Envoy's bound on Maglev's table. */
  private static final long MAGLEV = 5000011L;

  private static final String BY_LOCALITY =
      "instances are not grouped by locality: all of them are used alike";
  private static final String NO_WARMUP = "new instances get their full share at once";

  private LoadBalancers() {}

  static ObjectShape shape() {
    return object()
        .field(
            "simple",
            word(
                "UNSPECIFIED",
                "LEAST_CONN",
                "RANDOM",
                "PASSTHROUGH",
                "ROUND_ROBIN",
                "LEAST_REQUEST"))
        .withoutEffect(
            "consistentHash",
            consistentHash(),
            "calls are not bound to an instance by a hash; LEAST_REQUEST is used")
        .withoutEffect("localityLbSetting", locality(), BY_LOCALITY)
        .withoutEffect("zoneAwareLbSetting", zoneAware(), BY_LOCALITY)
        .withoutEffect("warmupDurationSecs", duration(), NO_WARMUP)
        .withoutEffect("warmup", warmup(), NO_WARMUP)
        .atMostOne("simple", "consistentHash")
        .atMostOne("localityLbSetting", "zoneAwareLbSetting");
  }

  private static ObjectShape warmup() {
    return object()
        .required("duration", duration())
        .field("minimumPercent", Shapes.percent())
        .field("aggression", number(value -> value > 0, "a number above 0"));
  }

  private static ObjectShape consistentHash() {
    return object()
        .field("httpHeaderName", text())
        .field("httpCookie", cookie())
        .field("useSourceIp", truth())
        .field("httpQueryParameterName", text())
        .field("ringHash", object().field("minimumRingSize", integer(0, Long.MAX_VALUE)))
        .field(
            "maglev",
            object()
                .required(
                    "tableSize",
                    (value, path, report) -> {
                      if (value instanceof Long size && size < MAGLEV && isPrime(size)) {
                        return size;
                      }
                      report.problem(path, value, "a prime number below " + MAGLEV);
                      return null;
                    }))
        .field("minimumRingSize", integer(0, Long.MAX_VALUE))
        .atMostOne("httpHeaderName", "httpCookie", "useSourceIp", "httpQueryParameterName")
        .atMostOne("ringHash", "maglev", "minimumRingSize");
  }

  private static boolean isPrime(long number) {
    return number > 1 && BigInteger.valueOf(number).isProbablePrime(50);
  }

  private static ObjectShape cookie() {
    return object()
        .required("name", filled(4096))
        .field("path", text())
        .field("ttl", durationOrZero())
        .field("attributes", list(object().required("name", filled(4096)).field("value", text())))
        .rule(
            (node, report) -> {
              Set<String> names = new HashSet<>();
              for (Node attribute : node.nodes("attributes")) {
                if (!names.add(attribute.text("name"))) {
                  report.problem(
                      attribute.path("name"), attribute.text("name"), "each attribute once");
                }
              }
            });
  }

  private static ObjectShape failover() {
    String expected = "the name of a region, without / and *";
    return object()
        .field("from", text(name -> isRegion(name), expected))
        .field("to", text(name -> isRegion(name), expected))
        .rule(
            (node, report) -> {
              if (node.text("from").equals(node.text("to"))) {
                report.problem(node.path("to"), node.text("to"), "another region than from");
              }
            });
  }

  private static boolean isRegion(String name) {
    return !name.contains("/") && !name.contains("*");
  }

  private static ObjectShape locality() {
    return object()
        .field("enabled", truth())
        .field(
            "distribute",
            list(
                object()
                    .field("from", text())
                    .field("to", map(key -> !key.isEmpty(), "a locality", integer(1, 100)))
                    .rule(LoadBalancers::hundred)))
        .field("failover", list(failover()))
        .field("failoverPriority", list(text()))
        .atMostOne("distribute", "failover");
  }

  private static void hundred(Node distribute, Report report) {
    long sum =
        distribute.node("to").fields().values().stream().mapToLong(value -> (Long) value).sum();
    if (sum != 100) {
      report.problem(distribute.path("to"), sum, "weights whose sum is 100");
    }
  }

  private static ObjectShape zoneAware() {
    return object()
        .field("enabled", truth())
        .field("failover", list(failover()))
        .field(
            "failoverPriority",
            list(
                text(
                    name ->
                        !name.startsWith("topology.kubernetes.io/")
                            && !name.equals("topology.istio.io/subzone"),
                    "a label other than region, zone and subzone")))
        .field("minClusterSize", integer(1, 4294967295L));
  }
}
