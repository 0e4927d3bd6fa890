/** Requests measured side by side: workloads, rounds, figures. */
@org.jspecify.annotations.NullMarked
package dev.weft.benchmarks.requests;
