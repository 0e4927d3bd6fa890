package dev.weft.collector.api;

import dev.weft.policy.document.DocumentKey;

/** The document that a path names. */
final class DocumentPath {
  static final String ONE = "/v1/policies/{kind}/{namespace}/{name}";

  private final Kinds kinds = new Kinds();

  DocumentKey key(Call call) {
    return new DocumentKey(kind(call.path("kind")), call.path("namespace"), call.path("name"));
  }

  String kind(String name) {
    String kind = kinds.kind(name);
    if (kind == null) {
      throw new ApiException(
          404, "There is no kind '" + name + "'. Known are: " + kinds.known() + ".");
    }
    return kind;
  }

  static ApiException missing(DocumentKey key) {
    return new ApiException(404, "There is no " + key + ".");
  }
}
