/** What is measured side by side, and the proof that each does what it claims. */
@org.jspecify.annotations.NullMarked
package dev.weft.benchmarks.subject;
