/** The command {@code weft bench}. */
@org.jspecify.annotations.NullMarked
package dev.weft.benchmarks.bench;
