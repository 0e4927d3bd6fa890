package dev.weft.collector.api;

import dev.weft.collector.explain.Explanation;
import dev.weft.collector.explain.Question;
import dev.weft.collector.explain.Surroundings;
import dev.weft.collector.json.Shown;
import dev.weft.collector.json.Tree;
import dev.weft.collector.push.CallerView;
import dev.weft.collector.push.Control;
import dev.weft.collector.push.DocumentStatus;
import dev.weft.collector.push.DocumentStatus.OfAgent;
import dev.weft.collector.push.DocumentStatus.State;
import dev.weft.collector.store.PolicyStore;
import dev.weft.collector.store.PolicyView;
import dev.weft.collector.store.StoredDocument;
import dev.weft.collector.text.Near;
import dev.weft.policy.compiled.CompiledPolicy;
import dev.weft.policy.compiled.Consumer;
import dev.weft.policy.compiled.PolicyCompiler;
import dev.weft.policy.document.DocumentKey;
import dev.weft.policy.document.PolicyDocument;
import dev.weft.policy.validation.PolicyValidator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What would happen to a call, and why. Asks nobody but the store and the registry. */
final class ExplainApi {
  private static final int MAX_HEADERS = 100;

  /** Kinds that agents are sent, and that mean something to a call. */
  private static final Set<String> KINDS = Set.of("VirtualService", "DestinationRule");

  private final PolicyStore store;
  private final MeshView mesh;
  private final Findings findings = new Findings(new PolicyValidator());
  private final PolicyCompiler compiler = new PolicyCompiler();

  ExplainApi(PolicyStore store, MeshView mesh) {
    this.store = store;
    this.mesh = mesh;
  }

  List<Operation> operations() {
    return List.of(
        Operation.get(
                "/v1/explain",
                "explainCall",
                "What would happen to a call, and why: by the documents stored and the instances"
                    + " registered now.",
                this::explain)
            .query("from", "the service that calls, namespace/name; required")
            .query("version", "of the caller, where it has several; default: the first")
            .query("to", "the URL that it calls, as http://reviews:9080/reviews/0; required")
            .query("method", "default: GET")
            .query("header", "name: value; may be repeated")
            .answers(
                Map.of(
                    200, "the verdict and what leads to it",
                    400, "a parameter cannot be read",
                    404, "no agent is of that service")));
  }

  private Answer explain(Call call) {
    String[] from = call.query("from").split("/", -1);
    if (from.length != 2 || from[0].isEmpty() || from[1].isEmpty()) {
      throw new ApiException(
          400,
          "query parameter from: '"
              + Shown.text(call.query("from"))
              + "', expected namespace/name");
    }
    Question question = question(call);
    List<CallerView> callers = mesh.ask(control -> control.callers(from[0], from[1]));
    CallerView caller = chosen(callers, from, call.query("version"));
    PolicyView view = store.view();
    Map<String, Object> tree = Tree.of("request", request(question));
    tree.put("caller", caller(caller, callers, from));
    List<String> notes = new ArrayList<>();
    if (caller.level().equals("all")) {
      tree.put("verdict", "outside");
      tree.put(
          "why",
          "the mesh is switched off for this agent (weft agents): every call goes as the"
              + " application wrote it");
    } else {
      Set<String> suspect = mesh.ask(ExplainApi::suspects);
      Explanation explanation = explanation(question, caller, view, suspect);
      tree.putAll(explanation.tree());
      notes.addAll(documents(explanation, view, callers));
      others(caller, callers, view, notes);
    }
    if (!caller.connected()) {
      notes.add(
          "the caller's agent is disconnected: it goes on with what it was last told, which may"
              + " differ");
    }
    if (caller.level().equals("policy")) {
      notes.add("policy is switched off for this agent (weft agents): only mesh TLS stays");
    }
    tree.put("notes", notes);
    return Answer.ok(tree);
  }

  private static Question question(Call call) {
    List<String> given = call.context().queryParams().getAll("header");
    Map<String, String> headers = new LinkedHashMap<>();
    for (String header : given) {
      int colon = header.indexOf(':');
      if (colon < 1 || given.size() > MAX_HEADERS) {
        throw new ApiException(
            400,
            "query parameter header: expected 'name: value', at most " + MAX_HEADERS + " of them");
      }
      headers.put(
          header.substring(0, colon).trim().toLowerCase(Locale.ROOT),
          header.substring(colon + 1).trim());
    }
    String method = call.query("method").isEmpty() ? "GET" : call.query("method");
    if (!method.matches("[A-Za-z-]{1,32}")) {
      throw new ApiException(400, "query parameter method: expected a method as GET");
    }
    try {
      return Question.of(method, call.query("to"), headers);
    } catch (IllegalArgumentException e) {
      throw new ApiException(
          400, "query parameter to: '" + Shown.text(call.query("to")) + "', " + e.getMessage());
    }
  }

  private CallerView chosen(List<CallerView> callers, String[] from, String version) {
    if (callers.isEmpty()) {
      Set<String> names = new TreeSet<>();
      for (Map<String, Object> agent : mesh.ask(Control::agents)) {
        for (Object service : Tree.list(agent, "services")) {
          boolean here = Tree.text(service, "namespace").equals(from[0]);
          names.add(
              (here ? "" : Tree.text(service, "namespace") + "/") + Tree.text(service, "name"));
        }
      }
      throw new ApiException(
          404,
          "No agent is of service "
              + Shown.text(from[0] + "/" + from[1])
              + "."
              + Near.question(from[1], names)
              + (names.isEmpty() ? " There are no agents." : ""));
    }
    for (CallerView caller : callers) {
      if (version.isEmpty() || version.equals(caller.labels().get("version"))) {
        return caller;
      }
    }
    throw new ApiException(
        404,
        "No agent of "
            + from[0]
            + "/"
            + from[1]
            + " is of version "
            + Shown.text(version)
            + ". There are: "
            + String.join(", ", versions(callers)));
  }

  private static Set<String> versions(List<CallerView> callers) {
    return callers.stream()
        .map(caller -> caller.labels().getOrDefault("version", "(none)"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Map<String, Object> request(Question question) {
    return Tree.of(
        "method",
        question.method(),
        "url",
        question.scheme() + "://" + question.authority() + question.path(),
        "protocol",
        question.grpc() ? "grpc" : "http");
  }

  private static Map<String, Object> caller(
      CallerView caller, List<CallerView> callers, String[] from) {
    return Tree.of(
        "namespace", from[0],
        "service", from[1],
        "version", caller.labels().get("version"),
        "versions", List.copyOf(versions(callers)),
        "agents", callers.size(),
        "adapters", caller.woven());
  }

  private static Set<String> suspects(Control control) {
    return control.instances().stream()
        .filter(instance -> Boolean.TRUE.equals(instance.get("suspect")))
        .map(instance -> String.valueOf(instance.get("id")))
        .collect(Collectors.toSet());
  }

  private Explanation explanation(
      Question question, CallerView caller, PolicyView view, Set<String> suspect) {
    return new Explanation(
        question,
        new Surroundings(
            caller.namespace(), policy(caller, view), caller.hosts(), caller.endpoints(), suspect));
  }

  private CompiledPolicy policy(CallerView caller, PolicyView view) {
    List<PolicyDocument> documents =
        view.all().stream().filter(document -> KINDS.contains(document.key().kind())).toList();
    Consumer consumer = new Consumer(caller.namespace(), caller.labels());
    return caller.level().equals("policy")
        ? compiler.compileSwitchedOff(documents, consumer)
        : compiler.compile(documents, consumer);
  }

  /**
   * What is said of the documents that decide: who has not got them, what of them has no effect.
   */
  private List<String> documents(
      Explanation explanation, PolicyView view, List<CallerView> callers) {
    List<DocumentKey> deciding = new ArrayList<>();
    if (explanation.source() != null) {
      deciding.add(key("VirtualService", explanation.source()));
    }
    explanation.rules().forEach(rule -> deciding.add(key("DestinationRule", rule)));
    Set<String> agents = callers.stream().map(CallerView::agentId).collect(Collectors.toSet());
    var among = findings.among(view, mesh.ask(Control::hostNames));
    List<String> notes = new ArrayList<>();
    for (DocumentKey key : deciding) {
      StoredDocument stored = view.get(key);
      if (stored == null) {
        continue;
      }
      DocumentStatus status = mesh.ask(control -> control.status(stored));
      for (OfAgent one : status.agents()) {
        if (agents.contains(one.agent()) && one.state() != State.APPLIED) {
          notes.add(
              key
                  + " is not in force at "
                  + one.service()
                  + " "
                  + one.agent()
                  + ": "
                  + Conditions.word(one.state())
                  + (one.detail().isEmpty() ? "" : ", " + one.detail()));
        }
      }
      findings
          .of(stored)
          .notEnforced()
          .forEach(
              field -> notes.add(key + " " + field.path() + " has no effect: " + field.reason()));
      among.forEach(
          (other, found) ->
              found.shadows().stream()
                  .filter(shadow -> shadow.by().equals(key))
                  .forEach(
                      shadow ->
                          notes.add(
                              other
                                  + " "
                                  + shadow.path()
                                  + " has no effect: shadowed by "
                                  + key
                                  + ", "
                                  + shadow.reason())));
    }
    return notes;
  }

  private static DocumentKey key(String kind, String source) {
    int slash = source.indexOf('/');
    return new DocumentKey(kind, source.substring(0, slash), source.substring(slash + 1));
  }

  /** Documents may tell callers apart by their labels. */
  private void others(
      CallerView caller, List<CallerView> callers, PolicyView view, List<String> notes) {
    CompiledPolicy own = policy(caller, view);
    Set<String> different =
        callers.stream()
            .filter(other -> !other.labels().equals(caller.labels()))
            .filter(other -> !policy(other, view).equals(own))
            .map(other -> other.labels().getOrDefault("version", other.agentId()))
            .collect(Collectors.toCollection(TreeSet::new));
    if (!different.isEmpty()) {
      notes.add(
          "policy differs for callers of version "
              + String.join(", ", different)
              + ": ask with --from-version");
    }
  }
}
