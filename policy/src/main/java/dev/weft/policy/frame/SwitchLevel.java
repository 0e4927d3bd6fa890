package dev.weft.policy.frame;

import java.util.Locale;

/** How much of the mesh an operator has switched off. The later the level, the more is off. */
public enum SwitchLevel {
  /** Nothing. */
  NONE,

  /** Routing, retries, time limits and faults; names still resolve and mesh TLS stays. */
  POLICY,

  /** Everything: calls go as the application wrote them. */
  ALL;

  /** As messages, API and commands spell it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The one that switches off more. */
  public SwitchLevel or(SwitchLevel other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
