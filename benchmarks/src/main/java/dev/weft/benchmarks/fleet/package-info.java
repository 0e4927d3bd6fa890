/**
 * Many simulated agents in one process, which speak the real protocol over real sockets: what a
 * collector costs and how long a mesh takes to hear of a change.
 */
@org.jspecify.annotations.NullMarked
package dev.weft.benchmarks.fleet;
