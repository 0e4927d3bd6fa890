package dev.weft.policy.kind;

import static dev.weft.policy.schema.Shapes.count;
import static dev.weft.policy.schema.Shapes.map;
import static dev.weft.policy.schema.Shapes.object;
import static dev.weft.policy.schema.Shapes.secret;
import static dev.weft.policy.schema.Shapes.text;

import java.util.List;

/** Settings of proxies. */
final class ProxyConfigKind {
  private ProxyConfigKind() {}

  static Kind kind() {
    return new Kind(
        "ProxyConfig",
        "networking.istio.io",
        List.of("v1beta1"),
        "proxyconfigs",
        false,
        "there are no proxies to configure",
        object()
            .field("selector", Common.matchLabels())
            .field("concurrency", count())
            .field(
                "environmentVariables",
                map(
                    key -> !key.isEmpty(),
                    "a name",
                    secret(value -> value.length() <= 2048, "at most 2048 characters")))
            .field("image", object().field("imageType", text())));
  }
}
