package dev.weft.policy.kind;

import static dev.weft.policy.schema.Shapes.filled;
import static dev.weft.policy.schema.Shapes.integer;
import static dev.weft.policy.schema.Shapes.object;
import static dev.weft.policy.schema.Shapes.word;

import dev.weft.policy.schema.ObjectShape;
import java.util.List;

/** Code for Envoy, in WebAssembly or Lua. */
final class TrafficExtensionKind {
  private TrafficExtensionKind() {}

  static Kind kind() {
    ObjectShape spec =
        Common.selecting()
            .field("phase", word("UNSPECIFIED", "AUTHN", "AUTHZ", "STATS"))
            .field("priority", integer(Integer.MIN_VALUE, Integer.MAX_VALUE))
            .field("match", WasmPluginKind.match())
            .field("wasm", WasmPluginKind.plugin(object()))
            .field("lua", object().required("inlineCode", filled(65536)))
            .atMostOne("wasm", "lua")
            .atLeastOne("wasm", "lua");
    return new Kind(
        "TrafficExtension",
        "extensions.istio.io",
        List.of("v1alpha1"),
        "trafficextensions",
        true,
        "there is no Envoy to extend: the code is neither fetched nor run",
        spec);
  }
}
