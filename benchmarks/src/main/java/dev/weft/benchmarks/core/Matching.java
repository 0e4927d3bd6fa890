package dev.weft.benchmarks.core;

/** How a route tells its requests from others; the benchmarks' requests fail it at its end. */
public enum Matching {
  /** A prefix that fits and a header that does not. */
  HEADER,
  /** Another prefix. */
  PREFIX,
  /** Another path. */
  EXACT
}
