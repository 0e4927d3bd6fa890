package dev.weft.policy.kind;

import static dev.weft.policy.schema.Shapes.count;
import static dev.weft.policy.schema.Shapes.duration;
import static dev.weft.policy.schema.Shapes.integer;
import static dev.weft.policy.schema.Shapes.list;
import static dev.weft.policy.schema.Shapes.object;
import static dev.weft.policy.schema.Shapes.text;
import static dev.weft.policy.schema.Shapes.truth;
import static dev.weft.policy.schema.Shapes.word;

import com.google.re2j.Pattern;
import dev.weft.policy.schema.Node;
import dev.weft.policy.schema.ObjectShape;
import dev.weft.policy.schema.Report;
import dev.weft.policy.schema.Shapes;
import dev.weft.policy.value.StatusCodes;
import java.util.Set;

/**
 * What a route can do beside sending the call on: faults, redirects, answers, rewrites, retries.
 */
final class RouteActions {
  private static final Set<String> CONDITIONS =
      Set.of(
          "5xx",
          "gateway-error",
          "reset",
          "reset-before-request",
          "connect-failure",
          "retriable-4xx",
          "refused-stream",
          "retriable-status-codes",
          "retriable-headers",
          "envoy-ratelimited",
          "http3-post-connect-failure",
          "cancelled",
          "deadline-exceeded",
          "internal",
          "resource-exhausted",
          "unavailable");

  /** An answer's body may not be larger, as in Istio. */
  private static final int MAX_BODY = 1024 * 1024;

  private RouteActions() {}

  static ObjectShape fault() {
    return object().field("delay", delay()).field("abort", abort()).atLeastOne("delay", "abort");
  }

  private static ObjectShape delay() {
    return object()
        .field("fixedDelay", duration())
        .field("exponentialDelay", text(text -> false, "fixedDelay; Istio has no other"))
        .field("percentage", Common.fraction())
        .field("percent", integer(0, 100))
        .rule(
            (node, report) -> {
              if (!node.has("fixedDelay")) {
                report.warn(node.path(), "a delay without fixedDelay delays nothing");
              } else if (!node.has("percentage") && !node.has("percent")) {
                report.warn(node.path(), "without a percentage the delay is never injected");
              }
            });
  }

  private static ObjectShape abort() {
    String grpc = "a gRPC status, one of " + String.join(", ", StatusCodes.grpcNames());
    return object()
        .field("httpStatus", integer(200, 599))
        .field("grpcStatus", text(name -> StatusCodes.grpc(name) >= 0, grpc))
        .field("http2Error", text(text -> false, "httpStatus or grpcStatus; Istio has no other"))
        .field("percentage", Common.fraction())
        .atMostOne("httpStatus", "grpcStatus")
        .rule(
            (node, report) -> {
              if (!node.has("httpStatus") && !node.has("grpcStatus")) {
                report.warn(node.path(), "an abort without a status aborts nothing");
              } else if (!node.has("percentage")) {
                report.warn(node.path(), "without a percentage the abort is never injected");
              }
            });
  }

  static ObjectShape retries() {
    return object()
        .field("attempts", count())
        .field("perTryTimeout", duration())
        .field("retryOn", text())
        .field("backoff", duration())
        .field("retryIgnorePreviousHosts", truth())
        .withoutEffect(
            "retryRemoteLocalities", truth(), "instances are not grouped by locality yet")
        .rule(RouteActions::retryOn)
        .rule(
            (node, report) -> {
              if (node.integer("attempts") == 0
                  && (node.has("perTryTimeout")
                      || node.has("retryRemoteLocalities")
                      || !node.text("retryOn").isEmpty())) {
                report.problem(
                    node.path("attempts"),
                    node.value("attempts"),
                    "at least 1 where retryOn, perTryTimeout or retryRemoteLocalities is set");
              }
            });
  }

  private static void retryOn(Node retries, Report report) {
    String text = retries.text("retryOn");
    if (text.isEmpty()) {
      return;
    }
    for (String condition : text.split(",", -1)) {
      boolean status = condition.matches("[0-9]{3}") && StatusCodes.isHttp(toInt(condition));
      if (!status && !CONDITIONS.contains(condition)) {
        report.problem(
            retries.path("retryOn"),
            condition,
            "HTTP statuses and conditions joined by commas without spaces; conditions are "
                + String.join(", ", CONDITIONS.stream().sorted().toList()));
      } else if (condition.equals("retriable-headers")) {
        report.notEnforced(
            retries.path("retryOn"),
            "retriable-headers: there is no field that says which headers, so it never applies");
      } else if (condition.equals("http3-post-connect-failure")) {
        report.notEnforced(
            retries.path("retryOn"), "http3-post-connect-failure: HTTP/3 is not meshed");
      }
    }
  }

  private static int toInt(String digits) {
    return Integer.parseInt(digits);
  }

  static ObjectShape rewrite() {
    return object()
        .field("uri", text())
        .field("authority", text())
        .field(
            "uriRegexRewrite",
            object()
                .required("match", Matches.regex())
                .required("rewrite", text(text -> !text.isEmpty(), "a text that is not empty"))
                .rule(RouteActions::groups))
        .rule(
            (node, report) -> {
              boolean uri = !node.text("uri").isEmpty();
              boolean regex = node.has("uriRegexRewrite");
              if (uri && regex) {
                report.problem(node.path(), "both", "only one of uri and uriRegexRewrite");
              } else if (!uri && !regex && node.text("authority").isEmpty()) {
                report.problem(
                    node.path(), null, "at least one of uri, uriRegexRewrite, authority");
              }
            });
  }

  /** Every backslash is followed by another or by the number of a group that is there. */
  private static void groups(Node rewrite, Report report) {
    int groups = Math.min(9, Pattern.compile(rewrite.text("match")).groupCount());
    String text = rewrite.text("rewrite");
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '\\') {
        i++;
        char next = i < text.length() ? text.charAt(i) : ' ';
        if (next != '\\' && (next < '0' || next > '0' + groups)) {
          String expected = "\\0 to \\" + groups + ", the groups of match, and \\\\";
          report.problem(rewrite.path("rewrite"), text, expected);
          return;
        }
      }
    }
  }

  static ObjectShape redirect() {
    return object()
        .field("uri", text())
        .field("prefixRewrite", text())
        .field("authority", text())
        .field("port", Shapes.port())
        .field("derivePort", word("FROM_PROTOCOL_DEFAULT", "FROM_REQUEST_PORT"))
        .field("scheme", word("", "http", "https"))
        .field("redirectCode", integer(300, 399))
        .atMostOne("port", "derivePort")
        .rule(
            (node, report) -> {
              if (!node.text("uri").isEmpty() && !node.text("prefixRewrite").isEmpty()) {
                report.problem(node.path(), "both", "only one of uri and prefixRewrite");
              }
              if (node.text("uri").isEmpty()
                  && node.text("prefixRewrite").isEmpty()
                  && node.text("authority").isEmpty()
                  && node.text("scheme").isEmpty()
                  && !node.has("port")
                  && !node.has("derivePort")) {
                report.problem(
                    node.path(),
                    null,
                    "at least one of uri, prefixRewrite, authority, scheme, port, derivePort");
              }
            });
  }

  static ObjectShape directResponse() {
    return object()
        .required("status", integer(200, 599))
        .field(
            "body",
            object()
                .field("string", text(body -> body.length() <= MAX_BODY, "at most 1 MiB of text"))
                .field("bytes", text(RouteActions::isBase64, "at most 1 MiB in base64"))
                .atMostOne("string", "bytes"));
  }

  private static boolean isBase64(String text) {
    try {
      return text.length() <= MAX_BODY / 3 * 4 + 4
          && java.util.Base64.getDecoder().decode(text).length <= MAX_BODY;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  static ObjectShape mirror() {
    return object()
        .required("destination", Common.destination())
        .field("percentage", object().field("value", Shapes.percent()));
  }

  static ObjectShape cors() {
    String[] methods = {
      "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "CONNECT", "OPTIONS", "TRACE", "*"
    };
    ObjectShape origin =
        Matches.string()
            .rule(
                (node, report) -> {
                  if (node.fields().values().stream().allMatch(""::equals)) {
                    report.problem(node.path(), null, "exact, prefix or regex, not empty");
                  }
                });
    return object()
        .field("allowOrigin", list(text()))
        .field("allowOrigins", list(origin))
        .field("allowMethods", list(word(methods)))
        .field("allowHeaders", list(header()))
        .field("exposeHeaders", list(header()))
        .field(
            "maxAge",
            text(
                age -> age.matches("[0-9]+s") || age.matches("[0-9]+m") || age.matches("[0-9]+h"),
                "a duration of whole seconds"))
        .field("allowCredentials", truth())
        .field("unmatchedPreflights", word("UNSPECIFIED", "FORWARD", "IGNORE"));
  }

  private static dev.weft.policy.schema.Shape header() {
    return text(name -> name.matches("[-_A-Za-z0-9!#$%&'*+.^`|~]+"), "the name of a header, or *");
  }
}
