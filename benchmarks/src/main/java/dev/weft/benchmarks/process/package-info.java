/** Starts and stops programs, and reads what the kernel accounts to them. */
@org.jspecify.annotations.NullMarked
package dev.weft.benchmarks.process;
