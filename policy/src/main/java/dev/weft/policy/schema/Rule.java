package dev.weft.policy.schema;

/** What must hold between the fields of one object. Runs only where each field alone is fine. */
@FunctionalInterface
public interface Rule {
  void check(Node node, Report report);
}
