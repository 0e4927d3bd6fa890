package dev.weft.collector.push;

import dev.weft.policy.frame.SwitchLevel;

/**
 * Something that an operator has switched off.
 *
 * @param name of a service {@code namespace/name}, of an instance its agent's id, of an adapter its
 *     name; empty for the mesh
 * @param level never {@code NONE}; an adapter is always off whole
 * @param sinceMillis epoch milliseconds
 */
public record Switch(Scope scope, String name, SwitchLevel level, long sinceMillis) {
  /** What it is said of. */
  public enum Scope {
    MESH,
    SERVICE,
    INSTANCE,
    ADAPTER
  }

  boolean isOf(Scope otherScope, String otherName) {
    return scope == otherScope && name.equals(otherName);
  }
}
