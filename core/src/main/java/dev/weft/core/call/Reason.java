package dev.weft.core.call;

import java.util.Arrays;

/** Envoy's response flags, as far as Weft sets them. {@link #name()} is the flag users see. */
public enum Reason {
  /** No healthy instance. */
  UH,
  /** The connection failed. */
  UF,
  /** Overflow: a limit on concurrent calls. */
  UO,
  /** No route or no such cluster. */
  NR,
  /** The retries are used up. */
  URX,
  /** Timed out. */
  UT,
  /** The connection ended before the response. */
  UC,
  /** Abort injected by policy. */
  FI,
  /** Delay injected by policy. */
  DI,
  /** Denied by an authorization policy. */
  UAEX;

  private static final Reason[] BY_NAME = byName();

  /**
   * Without a stream: the first one that sorts loads twenty classes. Nor by a comparator of keys,
   * which the JDK spins at run time.
   */
  private static Reason[] byName() {
    Reason[] all = values();
    Arrays.sort(all, (one, two) -> one.name().compareTo(two.name()));
    return all;
  }

  /**
   * The flags of which bit n is set for the reason of ordinal n, as users read them: {@code DI,FI}.
   */
  public static String text(int flags) {
    if (flags == 0) {
      return "";
    }
    StringBuilder text = new StringBuilder();
    for (Reason reason : BY_NAME) {
      if ((flags & 1 << reason.ordinal()) != 0) {
        text.append(text.isEmpty() ? "" : ",").append(reason.name());
      }
    }
    return text.toString();
  }
}
