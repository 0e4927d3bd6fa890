package dev.weft.benchmarks.subject;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.benchmarks.process.JvmCommand;
import java.io.IOException;
import java.util.List;

/**
 * Weft's agent with the mesh switched off by an operator: everything is woven, and each hook leaves
 * the call as the application wrote it. The least that an agent of this kind can cost. Programs
 * call one another as without an agent, since names of the mesh do not resolve.
 */
final class WeftOff implements Subject {
  private final Weft agent = new Weft(name(), false, false, 0);

  @Override
  public String name() {
    return "weft-off";
  }

  @Override
  public void dress(Stage stage, Role role, int instance, JvmCommand jvm) {
    agent.dress(stage, role, instance, jvm);
  }

  /** Agents that connect later, as a client does at its first call, begin with it. */
  @Override
  public void prepare(Stage stage) throws IOException, InterruptedException {
    for (Role role : stage.dressed()) {
      stage.collector().switchOff(stage.service(role));
    }
  }

  private static boolean isOff(List<JsonNode> agents, int expected) {
    return agents.size() == expected
        && agents.stream()
            .map(agent -> agent.path("switches"))
            .allMatch(
                its ->
                    its.path("level").asText().equals("all")
                        && its.path("state").asText().equals("InForce"));
  }

  @Override
  public void check(Stage stage) throws IOException, InterruptedException, CheckFailed {
    for (Role role : stage.dressed()) {
      String service = stage.service(role);
      stage
          .collector()
          .await(
              "agents of " + service + " to be switched off",
              () -> isOff(stage.collector().ofService("agents", service), role.instances()),
              () -> "they do not say so");
    }
    Weft.woven(stage);
    Proofs.wire(stage, "http", false);
    Proofs.noSpans(stage);
  }
}
