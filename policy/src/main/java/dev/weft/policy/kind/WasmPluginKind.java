package dev.weft.policy.kind;

import static dev.weft.policy.schema.Shapes.anything;
import static dev.weft.policy.schema.Shapes.filled;
import static dev.weft.policy.schema.Shapes.integer;
import static dev.weft.policy.schema.Shapes.list;
import static dev.weft.policy.schema.Shapes.object;
import static dev.weft.policy.schema.Shapes.secret;
import static dev.weft.policy.schema.Shapes.text;
import static dev.weft.policy.schema.Shapes.word;

import dev.weft.policy.schema.Node;
import dev.weft.policy.schema.ObjectShape;
import dev.weft.policy.schema.Report;
import dev.weft.policy.schema.Shapes;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Code for Envoy. */
final class WasmPluginKind {
  private WasmPluginKind() {}

  static Kind kind() {
    ObjectShape spec =
        plugin(Common.selecting())
            .field("phase", word("UNSPECIFIED_PHASE", "AUTHN", "AUTHZ", "STATS"))
            .field("priority", integer(Integer.MIN_VALUE, Integer.MAX_VALUE))
            .field("match", match());
    return new Kind(
        "WasmPlugin",
        "extensions.istio.io",
        List.of("v1alpha1"),
        "wasmplugins",
        true,
        "there is no Envoy to extend: the plugin is neither fetched nor run",
        spec);
  }

  /** The fields that say what to run. */
  static ObjectShape plugin(ObjectShape shape) {
    return shape
        .required("url", text(WasmPluginKind::isUrl, "a URL of http, https, file or oci"))
        .field("sha256", text(sha -> sha.matches("|[a-f0-9]{64}"), "64 digits of 0-9a-f"))
        .field("imagePullPolicy", word("UNSPECIFIED_POLICY", "IfNotPresent", "Always"))
        .field("imagePullSecret", filled(253))
        .field("verificationKey", text())
        .field("pluginConfig", anything())
        .field("pluginName", filled(256))
        .field("failStrategy", word("FAIL_CLOSE", "FAIL_OPEN", "FAIL_RELOAD"))
        .field("vmConfig", object().field("env", list(env(), 0, 256)).rule(WasmPluginKind::once))
        .field("type", word("UNSPECIFIED_PLUGIN_TYPE", "HTTP", "NETWORK"));
  }

  static dev.weft.policy.schema.Shape match() {
    return list(
        object()
            .field("mode", word("UNDEFINED", "CLIENT", "SERVER", "CLIENT_AND_SERVER"))
            .field("ports", list(object().required("number", Shapes.port()))));
  }

  private static boolean isUrl(String url) {
    int scheme = url.indexOf("://");
    return !url.isBlank()
        && url.indexOf(' ') < 0
        && (scheme < 0
            || Set.of("http", "https", "file", "oci").contains(url.substring(0, scheme)));
  }

  private static ObjectShape env() {
    return object()
        .required("name", filled(256))
        .field("valueFrom", word("INLINE", "HOST"))
        .field("value", secret(value -> value.length() <= 2048, "at most 2048 characters"))
        .rule(
            (node, report) -> {
              if (node.text("valueFrom").equals("HOST") && node.has("value")) {
                report.problem(node.path("value"), "a value", "nothing: it is the host's");
              }
            });
  }

  private static void once(Node config, Report report) {
    Set<String> names = new HashSet<>();
    for (Node env : config.nodes("env")) {
      if (!names.add(env.text("name"))) {
        report.problem(env.path("name"), env.text("name"), "each name once");
      }
    }
  }
}
