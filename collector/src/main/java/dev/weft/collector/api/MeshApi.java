package dev.weft.collector.api;

import dev.weft.collector.json.Tree;
import dev.weft.collector.push.Control;
import java.util.List;

/** Who is in the mesh. */
final class MeshApi {
  private final MeshView mesh;

  MeshApi(MeshView mesh) {
    this.mesh = mesh;
  }

  List<Operation> operations() {
    return List.of(
        Operation.get(
            "/v1/services",
            "listServices",
            "All hosts that can be called: registered services and declared hosts.",
            call -> Answer.ok(Tree.of("services", mesh.ask(Control::services)))),
        Operation.get(
            "/v1/instances",
            "listInstances",
            "All registered instances, with their ports and leases.",
            call -> Answer.ok(Tree.of("instances", mesh.ask(Control::instances)))),
        Operation.get(
            "/v1/agents",
            "listAgents",
            "All agents: identity, connection, revision in force, whether they know all that there is"
                + " (settled), what they have woven.",
            call -> Answer.ok(Tree.of("agents", mesh.ask(Control::agents)))),
        Operation.get(
            "/v1/ejections",
            "listEjections",
            "Which instances agents keep their calls from: by whom, why, until when.",
            call -> Answer.ok(mesh.ask(Control::ejections))));
  }
}
