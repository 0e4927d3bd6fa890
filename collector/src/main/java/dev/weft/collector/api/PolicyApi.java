package dev.weft.collector.api;

import com.linecorp.armeria.common.HttpMethod;
import dev.weft.collector.api.Trouble.Place;
import dev.weft.collector.json.Tree;
import dev.weft.collector.push.Control;
import dev.weft.collector.push.DocumentStatus;
import dev.weft.collector.store.PolicyStore;
import dev.weft.collector.store.PolicyView;
import dev.weft.collector.store.StoredDocument;
import dev.weft.collector.store.Written;
import dev.weft.collector.store.Written.Outcome;
import dev.weft.policy.compiled.DocumentFindings;
import dev.weft.policy.document.DocumentKey;
import dev.weft.policy.validation.PolicyValidator;
import dev.weft.policy.validation.ValidatedDocument;
import dev.weft.policy.value.Names;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The documents: put, read, removed, and who applies them. */
final class PolicyApi {
  static final int MAX_BODY_BYTES = 4 * 1024 * 1024;
  static final int MAX_DOCUMENTS = 2_000;

  private static final String[] BODY = {
    "application/yaml", "application/json", "text/yaml", "application/x-yaml"
  };
  private static final String ONE = DocumentPath.ONE;

  private final PolicyStore store;
  private final MeshView mesh;
  private final PolicyText text;
  private final Findings findings;
  private final DocumentPath paths = new DocumentPath();
  private final Writes writes;
  private final Supplier<Map<String, Object>> self;
  private final Supplier<@Nullable String> warning;

  /**
   * @param self what the collector tells of itself
   * @param warning of what an operator should know besides; null: nothing
   */
  PolicyApi(
      PolicyStore store,
      MeshView mesh,
      PolicyText text,
      Writes writes,
      Supplier<Map<String, Object>> self,
      Supplier<@Nullable String> warning) {
    this.self = self;
    this.warning = warning;
    this.store = store;
    this.mesh = mesh;
    this.text = text;
    this.writes = writes;
    findings = new Findings(new PolicyValidator());
  }

  List<Operation> operations() {
    return List.of(
        Operation.get(
                "/v1/policies",
                "listPolicies",
                "All documents, ordered by kind; the ETag is of all of them.",
                this::list)
            .query("kind", "only documents of this kind, as kubectl takes it")
            .answers(Map.of(200, "a Kubernetes List", 404, "no such kind")),
        Operation.get(
                "/v1/policies",
                "applyPolicies",
                "Puts one or more documents, all of them or none, in one revision.",
                this::apply)
            .with(HttpMethod.POST)
            .recordsItself()
            .query("dryRun", "true: validate only, and say what each document would be")
            .query("diff", "true, with dryRun: also what would change, as unified diffs")
            .query("namespace", "for documents that name none; default: default")
            .header("If-Match", "the ETag of GET /v1/policies: all documents are as they were then")
            .header("If-None-Match", "*: none of the documents exists")
            .takes(MAX_BODY_BYTES, BODY)
            .answers(
                Map.of(
                    200, "what became of each document",
                    400, "at least one document is refused; nothing was changed",
                    412, "If-Match or If-None-Match does not hold; nothing was changed",
                    413, "the body or the store would be too large")),
        Operation.get(ONE, "getPolicy", "One document; its ETag is its revision.", this::one)
            .header("Accept", "application/yaml: as YAML")
            .answers(Map.of(200, "the document", 404, "there is none")),
        Operation.get(ONE, "putPolicy", "Puts one document.", this::put)
            .with(HttpMethod.PUT)
            .recordsItself()
            .query("dryRun", "true: validate only")
            .header("If-Match", "the document's ETag: it is as it was then; *: it exists")
            .header("If-None-Match", "*: it does not exist")
            .takes(MAX_BODY_BYTES, BODY)
            .answers(
                Map.of(
                    200, "what became of it",
                    412, "If-Match or If-None-Match does not hold; nothing was changed",
                    400, "it is refused, or is not the document of the path; nothing was changed",
                    404, "no such kind",
                    413, "the body or the store would be too large")),
        Operation.get(ONE, "deletePolicy", "Removes one document.", this::delete)
            .with(HttpMethod.DELETE)
            .recordsItself()
            .header("If-Match", "the document's ETag: it is as it was then; *: it exists")
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
            "The mesh in one answer: the collector, agents, documents and who applies them.",
            this::all));
  }

  private Answer list(Call call) {
    String wanted = call.query("kind").isEmpty() ? "" : paths.kind(call.query("kind"));
    PolicyView view = store.view();
    return Answer.ok(
            Tree.of(
                "apiVersion",
                "v1",
                "kind",
                "List",
                "metadata",
                Tree.of("resourceVersion", Long.toString(view.revision())),
                "items",
                view.documents().values().stream()
                    .filter(stored -> wanted.isEmpty() || stored.key().kind().equals(wanted))
                    .map(DocumentTree::of)
                    .toList()))
        .of(view.revision());
  }

  private Answer one(Call call) {
    StoredDocument stored = existing(call);
    Map<String, Object> tree = DocumentTree.of(stored);
    boolean yaml = call.header("accept").contains("yaml");
    return (yaml ? Answer.yaml(tree) : Answer.ok(tree)).of(stored.revision());
  }

  private Answer status(Call call) {
    return Answer.ok(statuses(List.of(existing(call))).get(0));
  }

  private Answer all(Call call) {
    Map<String, Object> tree = Tree.of("revision", store.view().revision(), "epoch", store.epoch());
    String ahead = warning.get();
    tree.put("warnings", ahead == null ? List.of() : List.of(ahead));
    tree.put("collector", self.get());
    tree.put("agents", mesh.ask(Control::agents));
    tree.put("switches", mesh.ask(Control::switchTrees));
    tree.put("documents", statuses(List.copyOf(store.view().documents().values())));
    return Answer.ok(tree);
  }

  private List<Map<String, Object>> statuses(List<StoredDocument> documents) {
    var among = findings.among(store.view(), mesh.ask(Control::hostNames));
    DocumentFindings none = new DocumentFindings(List.of(), List.of());
    List<DocumentStatus> statuses =
        mesh.ask(control -> documents.stream().map(control::status).toList());
    return statuses.stream()
        .map(
            status ->
                DocumentTree.status(
                    status,
                    Conditions.of(
                        status,
                        findings.of(status.document()),
                        among.getOrDefault(status.document().key(), none))))
        .toList();
  }

  private Answer apply(Call call) {
    String namespace = call.query("namespace");
    if (!namespace.isEmpty() && !Names.isLabel(namespace)) {
      throw new ApiException(400, "query parameter namespace: expected a DNS label");
    }
    return writes.put(
        read(call, namespace.isEmpty() ? "default" : namespace),
        call.write().given(Preconditions.ofStore(call)),
        call.flag("dryRun"),
        call.flag("diff"));
  }

  private Answer put(Call call) {
    DocumentKey key = paths.key(call);
    List<ValidatedDocument> documents = read(call, key.namespace());
    if (documents.size() != 1 || !key.toString().equals(documents.get(0).name())) {
      throw new ApiException(
          new Trouble(
              400,
              "The body is not the one document that the path names.",
              documents.stream()
                  .map(
                      document ->
                          new Place(
                              document.name(), "metadata", document.name(), key.toString(), 0))
                  .toList()));
    }
    return writes.put(
        documents, call.write().given(Preconditions.ofDocument(call)), call.flag("dryRun"));
  }

  private List<ValidatedDocument> read(Call call, String namespace) {
    return text.read(call.text(), namespace);
  }

  private Answer delete(Call call) {
    DocumentKey key = paths.key(call);
    Written written =
        store.delete(List.of(key), call.write().given(Preconditions.ofDocument(call))).join();
    if (!written.changed()) {
      throw DocumentPath.missing(key, store.view());
    }
    findings.forget(key);
    return Answer.ok(
        Tree.of(
            "revision", written.view().revision(),
            "documents", List.of(Writes.outcome(key, Outcome.DELETED))));
  }

  private StoredDocument existing(Call call) {
    DocumentKey key = paths.key(call);
    StoredDocument stored = store.view().get(key);
    if (stored == null) {
      throw DocumentPath.missing(key, store.view());
    }
    return stored;
  }
}
