package dev.weft.collector.api;

import dev.weft.collector.json.Tree;
import dev.weft.collector.push.DocumentStatus;
import dev.weft.collector.push.DocumentStatus.OfAgent;
import dev.weft.collector.push.DocumentStatus.State;
import dev.weft.policy.compiled.DocumentFindings;
import dev.weft.policy.compiled.DocumentFindings.Shadow;
import dev.weft.policy.compiled.DocumentFindings.Unresolved;
import dev.weft.policy.schema.NotEnforced;
import dev.weft.policy.schema.Warning;
import dev.weft.policy.validation.ValidatedDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What is true of a document, in the form Kubernetes users know. */
final class Conditions {
  private Conditions() {}

  static List<Map<String, Object>> of(
      DocumentStatus status, ValidatedDocument validated, DocumentFindings among) {
    List<Map<String, Object>> conditions = new ArrayList<>();
    conditions.add(condition("Accepted", true, "Valid", "stored"));
    conditions.add(applied(status));
    for (OfAgent agent : status.agents()) {
      if (agent.state() == State.REFUSED) {
        conditions.add(
            condition(
                "RefusedBy",
                true,
                "Refused",
                agent.service() + " (" + agent.agent() + "): " + agent.detail()));
      }
    }
    for (NotEnforced field : validated.notEnforced()) {
      conditions.add(
          condition("NotEnforced", true, "NotSupported", field.path() + ": " + field.reason()));
    }
    conditions.add(resolved(among));
    for (Shadow shadow : among.shadows()) {
      conditions.add(
          condition(
              "ShadowedBy",
              true,
              "Shadowed",
              shadow.path() + ": " + shadow.reason() + " (" + shadow.by() + ")"));
    }
    for (Warning warning : validated.warnings()) {
      conditions.add(
          condition("Warning", true, "Suspicious", warning.path() + ": " + warning.message()));
    }
    return conditions;
  }

  private static Map<String, Object> resolved(DocumentFindings among) {
    if (among.unresolved().isEmpty()) {
      return condition("ResolvedRefs", true, "Resolved", "all hosts and subsets exist");
    }
    return condition(
        "ResolvedRefs",
        false,
        "NotFound",
        String.join(
            "; ",
            among.unresolved().stream().map(one -> one.path() + ": " + one.reason()).toList()));
  }

  /** The same for the answer to a write. */
  static Map<String, Object> findings(ValidatedDocument validated, DocumentFindings among) {
    List<Object> warnings = new ArrayList<>();
    for (Warning warning : validated.warnings()) {
      warnings.add(Tree.of("path", warning.path(), "message", warning.message()));
    }
    for (Unresolved one : among.unresolved()) {
      warnings.add(Tree.of("path", one.path(), "message", one.reason()));
    }
    for (Shadow shadow : among.shadows()) {
      warnings.add(
          Tree.of(
              "path",
              shadow.path(),
              "message",
              "shadowed by " + shadow.by() + ": " + shadow.reason()));
    }
    return Tree.of(
        "notEnforced",
        validated.notEnforced().isEmpty()
            ? null
            : validated.notEnforced().stream()
                .map(field -> Tree.of("path", field.path(), "reason", field.reason()))
                .toList(),
        "warnings",
        warnings.isEmpty() ? null : warnings);
  }

  private static Map<String, Object> applied(DocumentStatus status) {
    long applied = status.count(State.APPLIED);
    boolean all = applied == status.agents().size() && applied > 0;
    String reason;
    if (status.agents().isEmpty()) {
      reason = "NoConsumers";
    } else if (status.count(State.REFUSED) > 0) {
      reason = "RefusedBy";
    } else if (status.count(State.PENDING) > 0) {
      reason = "Pending";
    } else {
      reason = all ? "Applied" : "Disconnected";
    }
    return condition("Applied", all, reason, status.summary());
  }

  static Map<String, Object> condition(String type, boolean holds, String reason, String message) {
    return Tree.of(
        "type", type, "status", holds ? "True" : "False", "reason", reason, "message", message);
  }

  static String word(State state) {
    return switch (state) {
      case APPLIED -> "Applied";
      case PENDING -> "Pending";
      case REFUSED -> "RefusedBy";
      case DISCONNECTED -> "Disconnected";
    };
  }
}
