package dev.weft.core.call;

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
  UAEX
}
