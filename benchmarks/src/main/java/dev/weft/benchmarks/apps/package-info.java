/** The measured applications: ordinary programs that know nothing of Weft. */
@org.jspecify.annotations.NullMarked
package dev.weft.benchmarks.apps;
