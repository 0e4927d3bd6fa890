package dev.weft.collector.api;

import com.linecorp.armeria.common.HttpMethod;
import dev.weft.collector.api.Trouble.Place;
import dev.weft.collector.json.Tree;
import dev.weft.collector.push.DocumentStatus;
import dev.weft.collector.store.PolicyStore;
import dev.weft.collector.store.StoredDocument;
import dev.weft.collector.store.Written;
import dev.weft.collector.store.Written.Outcome;
import dev.weft.policy.document.DocumentKey;
import dev.weft.policy.document.PolicyDocument;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The documents: put, read, removed, and who applies them. */
final class PolicyApi {
  static final int MAX_BODY_BYTES = 4 * 1024 * 1024;
  static final int MAX_DOCUMENTS = 2_000;

  private static final String[] BODY = {
    "application/yaml", "application/json", "text/yaml", "application/x-yaml"
  };
  private static final String ONE = "/v1/policies/{kind}/{namespace}/{name}";

  private final PolicyStore store;
  private final MeshView mesh;
  private final PolicyText text = new PolicyText();
  private final Kinds kinds = new Kinds();

  PolicyApi(PolicyStore store, MeshView mesh) {
    this.store = store;
    this.mesh = mesh;
  }

  List<Operation> operations() {
    return List.of(
        Operation.get("/v1/policies", "listPolicies", "All documents, ordered by kind.", this::list)
            .query("kind", "only documents of this kind, as kubectl takes it")
            .answers(Map.of(200, "a Kubernetes List", 404, "no such kind")),
        Operation.get(
                "/v1/policies",
                "applyPolicies",
                "Puts one or more documents, all of them or none, in one revision.",
                this::apply)
            .with(HttpMethod.POST)
            .query("dryRun", "true: validate only")
            .takes(BODY)
            .answers(
                Map.of(
                    200, "what became of each document",
                    400, "at least one document is refused; nothing was changed",
                    413, "the body or the store would be too large")),
        Operation.get(ONE, "getPolicy", "One document.", this::one)
            .answers(Map.of(200, "the document", 404, "there is none")),
        Operation.get(ONE, "putPolicy", "Puts one document.", this::put)
            .with(HttpMethod.PUT)
            .query("dryRun", "true: validate only")
            .takes(BODY)
            .answers(
                Map.of(
                    200, "what became of it",
                    400, "it is refused, or is not the document of the path; nothing was changed",
                    404, "no such kind",
                    413, "the body or the store would be too large")),
        Operation.get(ONE, "deletePolicy", "Removes one document.", this::delete)
            .with(HttpMethod.DELETE)
            .answers(Map.of(200, "it is gone", 404, "there is none")),
        Operation.get(
                ONE + "/status",
                "getPolicyStatus",
                "Conditions of one document, and which agents have it in force since when.",
                this::status)
            .answers(Map.of(200, "the status", 404, "there is none")),
        Operation.get(
            "/v1/status",
            "getStatus",
            "The mesh in one answer: agents, documents and who applies them.",
            this::all));
  }

  private Answer list(Call call) {
    String wanted = call.query("kind").isEmpty() ? "" : kind(call.query("kind"));
    return Answer.ok(
        Tree.of(
            "apiVersion",
            "v1",
            "kind",
            "List",
            "metadata",
            Tree.of("resourceVersion", Long.toString(store.view().revision())),
            "items",
            store.view().documents().values().stream()
                .filter(stored -> wanted.isEmpty() || stored.key().kind().equals(wanted))
                .map(DocumentTree::of)
                .toList()));
  }

  private Answer one(Call call) {
    return Answer.ok(DocumentTree.of(existing(call)));
  }

  private Answer status(Call call) {
    StoredDocument stored = existing(call);
    return Answer.ok(DocumentTree.status(mesh.ask(control -> control.status(stored))));
  }

  private Answer all(Call call) {
    List<StoredDocument> documents = List.copyOf(store.view().documents().values());
    return Answer.ok(
        mesh.ask(
            control -> {
              List<DocumentStatus> statuses = documents.stream().map(control::status).toList();
              return Tree.of(
                  "revision", store.view().revision(),
                  "epoch", store.epoch(),
                  "agents", control.agents(),
                  "documents", statuses.stream().map(DocumentTree::status).toList());
            }));
  }

  private Answer apply(Call call) {
    return write(read(call), call);
  }

  private Answer put(Call call) {
    DocumentKey key = key(call);
    List<PolicyDocument> documents = read(call);
    if (documents.size() != 1 || !documents.get(0).key().equals(key)) {
      throw new ApiException(
          new Trouble(
              400,
              "The body is not the one document that the path names.",
              documents.stream()
                  .map(
                      document ->
                          new Place(
                              document.key().toString(),
                              "metadata",
                              document.key().toString(),
                              key.toString(),
                              0))
                  .toList()));
    }
    return write(documents, call);
  }

  private List<PolicyDocument> read(Call call) {
    List<PolicyDocument> documents = text.read(call.text());
    if (documents.isEmpty()) {
      throw new ApiException(400, "The body holds no document.");
    }
    if (documents.size() > MAX_DOCUMENTS) {
      throw new ApiException(
          413, "At most " + MAX_DOCUMENTS + " documents a call, not " + documents.size() + ".");
    }
    Set<DocumentKey> seen = new HashSet<>();
    List<Place> twice = new ArrayList<>();
    for (PolicyDocument document : documents) {
      if (!seen.add(document.key())) {
        twice.add(
            new Place(
                document.key().toString(),
                "metadata.name",
                document.key().name(),
                "each document once in a call",
                0));
      }
    }
    if (!twice.isEmpty()) {
      throw new ApiException(new Trouble(400, "A document is there twice.", twice));
    }
    return documents;
  }

  private Answer write(List<PolicyDocument> documents, Call call) {
    if (call.flag("dryRun")) {
      return Answer.ok(
          Tree.of(
              "dryRun", true,
              "revision", store.view().revision(),
              "documents",
                  documents.stream()
                      .map(document -> outcome(document.key(), "accepted"))
                      .toList()));
    }
    Written written = store.put(documents, call.receivedMillis()).join();
    return Answer.ok(
        Tree.of(
            "dryRun", false,
            "revision", written.view().revision(),
            "documents",
                written.outcomes().entrySet().stream()
                    .map(entry -> outcome(entry.getKey(), word(entry.getValue())))
                    .toList()));
  }

  private Answer delete(Call call) {
    DocumentKey key = key(call);
    Written written = store.delete(List.of(key)).join();
    if (!written.changed()) {
      throw missing(key);
    }
    return Answer.ok(
        Tree.of(
            "revision", written.view().revision(),
            "documents", List.of(outcome(key, word(Outcome.DELETED)))));
  }

  private static Map<String, Object> outcome(DocumentKey key, String result) {
    return Tree.of(
        "document", key.toString(),
        "kind", key.kind(),
        "namespace", key.namespace(),
        "name", key.name(),
        "result", result);
  }

  private static String word(Outcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT);
  }

  private StoredDocument existing(Call call) {
    DocumentKey key = key(call);
    StoredDocument stored = store.view().get(key);
    if (stored == null) {
      throw missing(key);
    }
    return stored;
  }

  private static ApiException missing(DocumentKey key) {
    return new ApiException(404, "There is no " + key + ".");
  }

  private DocumentKey key(Call call) {
    return new DocumentKey(kind(call.path("kind")), call.path("namespace"), call.path("name"));
  }

  private String kind(String name) {
    String kind = kinds.kind(name);
    if (kind == null) {
      throw new ApiException(
          404, "There is no kind '" + name + "'. Known are: " + kinds.known() + ".");
    }
    return kind;
  }
}
