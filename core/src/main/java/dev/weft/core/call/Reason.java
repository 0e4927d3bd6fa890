package dev.weft.core.call;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

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

  private static final List<Reason> BY_NAME =
      Stream.of(values()).sorted(Comparator.comparing(Reason::name)).toList();

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
