package dev.weft.collector.authority;

import java.util.Locale;

/** Where a change of the authority's root stands. */
public enum Phase {
  /** One root, and nothing under way. */
  STEADY,
  /** There is a new root, and agents are told to trust it; the old one still signs. */
  TRUSTING,
  /** The new root signs, and agents get certificates of it; those of the old one are still good. */
  RENEWING;

  /** As users see it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
