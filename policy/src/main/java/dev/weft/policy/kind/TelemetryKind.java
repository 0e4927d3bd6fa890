package dev.weft.policy.kind;

import static dev.weft.policy.schema.Shapes.duration;
import static dev.weft.policy.schema.Shapes.filled;
import static dev.weft.policy.schema.Shapes.list;
import static dev.weft.policy.schema.Shapes.map;
import static dev.weft.policy.schema.Shapes.object;
import static dev.weft.policy.schema.Shapes.percent;
import static dev.weft.policy.schema.Shapes.text;
import static dev.weft.policy.schema.Shapes.truth;
import static dev.weft.policy.schema.Shapes.word;

import dev.weft.policy.expression.Expression;
import dev.weft.policy.expression.ExpressionException;
import dev.weft.policy.schema.Node;
import dev.weft.policy.schema.ObjectShape;
import dev.weft.policy.schema.Report;
import dev.weft.policy.schema.Shape;

/** What is recorded of calls. */
final class TelemetryKind {
  private TelemetryKind() {}

  static Kind kind() {
    return new Kind(
        "Telemetry",
        "telemetry.istio.io",
        java.util.List.of("v1", "v1alpha1"),
        "telemetries",
        false,
        null,
        Common.selecting()
            .withoutEffect(
                "tracing",
                list(tracing()),
                "what is traced is set by OTEL_TRACES_SAMPLER and the other settings of the agent")
            .withoutEffect("metrics", list(metrics()), "every call is counted, with all labels")
            .field("accessLogging", list(logging()))
            .rule(TelemetryKind::targets));
  }

  private static Shape providers() {
    return list(object().required("name", filled(4096)));
  }

  private static ObjectShape mode() {
    return object().field("mode", word("CLIENT_AND_SERVER", "CLIENT", "SERVER"));
  }

  private static ObjectShape tracing() {
    return object()
        .field("match", mode())
        .field("providers", providers())
        .field("randomSamplingPercentage", percent())
        .field("disableSpanReporting", truth())
        .field("disableContextPropagation", truth())
        .field("customTags", map(name -> !name.isEmpty(), "the name of a tag", tag()))
        .field("useRequestIdForTraceSampling", truth())
        .field("enableIstioTags", truth());
  }

  private static ObjectShape tag() {
    Shape word = filled(4096);
    return object()
        .field("literal", object().required("value", word))
        .field("environment", object().required("name", word).field("defaultValue", text()))
        .field("header", object().required("name", word).field("defaultValue", text()))
        .field("formatter", object().required("value", word))
        .atMostOne("literal", "environment", "header", "formatter");
  }

  private static ObjectShape metrics() {
    return object()
        .field("providers", providers())
        .field("overrides", list(override()))
        .field("reportingInterval", duration());
  }

  private static ObjectShape override() {
    return object()
        .field(
            "match",
            mode()
                .field(
                    "metric",
                    word(
                        "ALL_METRICS",
                        "REQUEST_COUNT",
                        "REQUEST_DURATION",
                        "REQUEST_SIZE",
                        "RESPONSE_SIZE",
                        "TCP_OPENED_CONNECTIONS",
                        "TCP_CLOSED_CONNECTIONS",
                        "TCP_SENT_BYTES",
                        "TCP_RECEIVED_BYTES",
                        "GRPC_REQUEST_MESSAGES",
                        "GRPC_RESPONSE_MESSAGES"))
                .field("customMetric", filled(4096))
                .atMostOne("metric", "customMetric"))
        .field("disabled", truth())
        .field(
            "tagOverrides",
            map(
                name -> !name.isEmpty(),
                "the name of a tag",
                object()
                    .field("operation", word("UPSERT", "REMOVE"))
                    .field("value", text())
                    .rule(TelemetryKind::operation)));
  }

  private static void operation(Node tag, Report report) {
    boolean remove = tag.text("operation").equals("REMOVE");
    if (remove && tag.has("value")) {
      report.problem(tag.path("value"), tag.value("value"), "nothing where operation is REMOVE");
    } else if (!remove && tag.text("value").isEmpty()) {
      report.problem(tag.path("value"), null, "a value where operation is UPSERT");
    }
  }

  private static ObjectShape logging() {
    return object()
        .field("match", mode())
        .withoutEffect("providers", providers(), "access logs go to the collector")
        .field("disabled", truth())
        .field("filter", object().field("expression", text()).rule(TelemetryKind::filter));
  }

  private static void filter(Node filter, Report report) {
    String text = filter.text("expression");
    if (!text.isEmpty()) {
      try {
        Expression.parse(text);
      } catch (ExpressionException e) {
        report.problem(
            filter.path("expression"), text, "an expression that is understood: " + e.getMessage());
      }
    }
  }

  private static void targets(Node spec, Report report) {
    for (String name : java.util.List.of("targetRef", "targetRefs")) {
      if (spec.has(name)) {
        report.notEnforced(
            spec.path(name), "there are no gateways and waypoints; say selector to mean workloads");
      }
    }
  }
}
