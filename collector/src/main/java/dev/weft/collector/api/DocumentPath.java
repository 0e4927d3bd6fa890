package dev.weft.collector.api;

import dev.weft.collector.json.Shown;
import dev.weft.collector.store.PolicyView;
import dev.weft.collector.text.Near;
import dev.weft.policy.document.DocumentKey;
import java.util.ArrayList;
import java.util.List;

/** The document that a path names. */
final class DocumentPath {
  static final String ONE = "/v1/policies/{kind}/{namespace}/{name}";

  /** Names that are held against a wrong one. */
  private static final int MAX_COMPARED = 2_000;

  private final Kinds kinds = new Kinds();

  DocumentKey key(Call call) {
    return new DocumentKey(kind(call.path("kind")), call.path("namespace"), call.path("name"));
  }

  String kind(String name) {
    String kind = kinds.kind(name);
    if (kind == null) {
      throw new ApiException(
          404,
          "There is no kind '"
              + Shown.text(name)
              + "'."
              + Near.question(name, kinds.names())
              + " Known are: "
              + kinds.known()
              + ".");
    }
    return kind;
  }

  /**
   * @param view where what was meant may be
   */
  static ApiException missing(DocumentKey key, PolicyView view) {
    List<String> elsewhere = new ArrayList<>();
    List<String> ofKind = new ArrayList<>();
    for (DocumentKey other : view.documents().keySet()) {
      if (other.kind().equals(key.kind()) && ofKind.size() < MAX_COMPARED) {
        ofKind.add(
            other.namespace().equals(key.namespace())
                ? other.name()
                : other.name() + " in " + other.namespace());
        if (other.name().equals(key.name())) {
          elsewhere.add(other.namespace());
        }
      }
    }
    String hint =
        elsewhere.isEmpty()
            ? Near.question(key.name(), ofKind)
            : " There is one of that name in " + String.join(", ", elsewhere) + ".";
    return new ApiException(404, "There is no " + Shown.text(key.toString()) + "." + hint);
  }
}
