package dev.weft.collector.api;

import static java.util.stream.Collectors.toSet;

import com.linecorp.armeria.common.HttpMethod;
import dev.weft.collector.api.Trouble.Place;
import dev.weft.collector.json.Tree;
import dev.weft.collector.push.Control;
import dev.weft.collector.push.DocumentStatus;
import dev.weft.collector.store.PolicyStore;
import dev.weft.collector.store.StoredDocument;
import dev.weft.collector.store.Written;
import dev.weft.collector.store.Written.Outcome;
import dev.weft.policy.compiled.DocumentFindings;
import dev.weft.policy.document.DocumentKey;
import dev.weft.policy.document.PolicyDocument;
import dev.weft.policy.validation.PolicyValidator;
import dev.weft.policy.validation.ValidatedDocument;
import dev.weft.policy.value.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
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
  private final PolicyText text;
  private final Findings findings;
  private final Kinds kinds = new Kinds();

  PolicyApi(PolicyStore store, MeshView mesh) {
    this.store = store;
    this.mesh = mesh;
    PolicyValidator validator = new PolicyValidator();
    text = new PolicyText(validator);
    findings = new Findings(validator);
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
            .query("namespace", "for documents that name none; default: default")
            .takes(MAX_BODY_BYTES, BODY)
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
            .takes(MAX_BODY_BYTES, BODY)
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
    return Answer.ok(statuses(List.of(existing(call))).get(0));
  }

  private Answer all(Call call) {
    Map<String, Object> tree = Tree.of("revision", store.view().revision(), "epoch", store.epoch());
    tree.put("agents", mesh.ask(Control::agents));
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
    return write(read(call, namespace.isEmpty() ? "default" : namespace), call);
  }

  private Answer put(Call call) {
    DocumentKey key = key(call);
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
    return write(documents, call);
  }

  private List<ValidatedDocument> read(Call call, String namespace) {
    return text.read(call.text(), namespace);
  }

  private Answer write(List<ValidatedDocument> validated, Call call) {
    List<PolicyDocument> documents =
        validated.stream().map(ValidatedDocument::document).filter(Objects::nonNull).toList();
    boolean dryRun = call.flag("dryRun");
    long revision = store.view().revision();
    Map<DocumentKey, Outcome> outcomes = Map.of();
    if (!dryRun) {
      Written written = store.put(documents, call.receivedMillis()).join();
      revision = written.view().revision();
      outcomes = written.outcomes();
    }
    List<PolicyDocument> all = new ArrayList<>(store.view().all());
    Set<DocumentKey> keys = documents.stream().map(PolicyDocument::key).collect(toSet());
    if (dryRun) {
      all.removeIf(document -> keys.contains(document.key()));
      for (PolicyDocument document : documents) {
        StoredDocument old = store.view().get(document.key());
        all.add(
            document.createdAt(
                old == null ? call.receivedMillis() : old.document().createdMillis()));
      }
    }
    Set<String> hosts = mesh.ask(Control::hostNames);
    List<Object> trees = new ArrayList<>();
    for (ValidatedDocument one : validated) {
      DocumentKey key = Objects.requireNonNull(one.document(), "accepted").key();
      Outcome outcome = outcomes.get(key);
      Map<String, Object> tree = outcome(key, outcome == null ? "accepted" : word(outcome));
      PolicyDocument among =
          all.stream().filter(document -> document.key().equals(key)).findFirst().orElse(null);
      if (among != null) {
        tree.putAll(Conditions.findings(one, DocumentFindings.of(among, all, hosts)));
      }
      trees.add(tree);
    }
    return Answer.ok(Tree.of("dryRun", dryRun, "revision", revision, "documents", trees));
  }

  private Answer delete(Call call) {
    DocumentKey key = key(call);
    Written written = store.delete(List.of(key)).join();
    if (!written.changed()) {
      throw missing(key);
    }
    findings.forget(key);
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
