package dev.weft.collector.api;

import com.linecorp.armeria.common.HttpMethod;
import dev.weft.collector.json.Tree;
import dev.weft.collector.push.Control;
import dev.weft.collector.push.Switch;
import dev.weft.collector.push.Switch.Scope;
import dev.weft.collector.push.SwitchSet;
import dev.weft.collector.store.PolicyStore;
import dev.weft.collector.time.Clock;
import dev.weft.policy.frame.SwitchLevel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Switches the mesh off and on again: all of it, a service, an instance, an adapter. */
final class SwitchApi {
  private static final String PATH = "/v1/agents/switches";

  private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
  private static final Pattern AGENT = Pattern.compile("[A-Za-z0-9._-]{1,128}");
  private static final Pattern ADAPTER = Pattern.compile("[a-z0-9][a-z0-9.-]{0,63}");

  private final PolicyStore store;
  private final MeshView mesh;
  private final Clock clock;

  SwitchApi(PolicyStore store, MeshView mesh, Clock clock) {
    this.store = store;
    this.mesh = mesh;
    this.clock = clock;
  }

  List<Operation> operations() {
    List<Operation> all = new ArrayList<>();
    all.add(
        Operation.get(
            PATH,
            "listSwitches",
            "What is switched off, and how many agents obey.",
            call -> Answer.ok(Tree.of("switches", mesh.ask(Control::switchTrees)))));
    add(all, Scope.MESH, "Mesh", "/mesh", call -> "");
    add(all, Scope.SERVICE, "Service", "/services/{namespace}/{name}", SwitchApi::service);
    add(
        all,
        Scope.INSTANCE,
        "Instance",
        "/instances/{agent}",
        call -> checked(AGENT, call.path("agent"), "agent", "the id of an agent, as weft agents"));
    add(
        all,
        Scope.ADAPTER,
        "Adapter",
        "/adapters/{adapter}",
        call ->
            checked(ADAPTER, call.path("adapter"), "adapter", "the name of one, as weft agents"));
    return all;
  }

  private void add(
      List<Operation> all, Scope scope, String word, String path, Function<Call, String> name) {
    String what = scope == Scope.MESH ? "the whole mesh" : "one " + word.toLowerCase(Locale.ROOT);
    Operation off =
        Operation.get(
                PATH + path,
                "disable" + word,
                "Switches "
                    + what
                    + " off, durably: agents obey at once, and so do those that come later.",
                call -> disable(scope, name.apply(call), call))
            .with(HttpMethod.PUT)
            .answers(
                Map.of(
                    200, "it is off; how many agents that concerns",
                    400, "a name or a level is wrong; nothing was changed",
                    404, "there is no such instance"));
    all.add(
        scope == Scope.ADAPTER
            ? off
            : off.query(
                "level",
                "policy (default): routing, retries, time limits and faults are off, names resolve"
                    + " and mesh TLS stays; all: every call goes as the application wrote it,"
                    + " unprotected"));
    all.add(
        Operation.get(
                PATH + path,
                "enable" + word,
                "Switches " + what + " on again.",
                call -> enable(scope, name.apply(call)))
            .with(HttpMethod.DELETE)
            .answers(Map.of(200, "it is on again", 404, "it was not switched off")));
  }

  private static String service(Call call) {
    return checked(LABEL, call.path("namespace"), "namespace", "a DNS label")
        + "/"
        + checked(LABEL, call.path("name"), "name", "a DNS label");
  }

  private static String checked(Pattern pattern, String value, String what, String expected) {
    if (!pattern.matcher(value).matches()) {
      String shown = value.length() > 64 ? value.substring(0, 64) + "..." : value;
      throw new ApiException(400, what + " '" + shown + "': expected " + expected + " shows it");
    }
    return value;
  }

  private Answer disable(Scope scope, String name, Call call) {
    SwitchLevel level =
        scope == Scope.ADAPTER
            ? SwitchLevel.ALL
            : switch (call.query("level")) {
              case "", "policy" -> SwitchLevel.POLICY;
              case "all" -> SwitchLevel.ALL;
              default ->
                  throw new ApiException(
                      400, "level '" + call.query("level") + "': expected policy or all");
            };
    if (scope == Scope.INSTANCE && !mesh.ask(control -> control.knowsAgent(name))) {
      throw new ApiException(404, "No agent " + name + ". See weft agents for those there are.");
    }
    call.note("level " + level.word());
    Switch added = new Switch(scope, name, level, clock.millis());
    return change(added, set -> set.with(added));
  }

  private Answer enable(Scope scope, String name) {
    Switch gone = new Switch(scope, name, SwitchLevel.NONE, clock.millis());
    return change(
        gone,
        set -> {
          SwitchSet next = set.without(scope, name);
          if (next.equals(set)) {
            throw new ApiException(
                404,
                (scope == Scope.MESH
                        ? "The mesh"
                        : scope.name().toLowerCase(Locale.ROOT) + " " + name)
                    + " was not switched off by itself. See weft agents for what is.");
          }
          return next;
        });
  }

  /** On disk first, then told: what an operator was answered survives the collector. */
  private synchronized Answer change(Switch what, Function<SwitchSet, SwitchSet> change) {
    SwitchSet next = change.apply(mesh.ask(Control::switches));
    if (next.all().size() > SwitchSet.MAX) {
      throw new ApiException(
          400, "At most " + SwitchSet.MAX + " things can be switched off. Switch some on first.");
    }
    store.keepSwitches(next.text()).join();
    return Answer.ok(
        mesh.ask(
            control -> {
              control.switches(next);
              Map<String, Object> tree =
                  Tree.of(
                      "scope",
                      what.scope().name().toLowerCase(Locale.ROOT),
                      "name",
                      what.name().isEmpty() ? null : what.name(),
                      "level",
                      what.level().word());
              tree.putAll(control.switchCounts(what));
              return tree;
            }));
  }
}
