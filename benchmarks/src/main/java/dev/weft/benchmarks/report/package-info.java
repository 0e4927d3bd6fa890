/**
 * What was measured, kept whole, and what is said of it. {@link dev.weft.benchmarks.report.Sample}
 * is one measured value, {@link dev.weft.benchmarks.report.Results} collects those of one run of a
 * suite and joins them with other suites' in one JSON file.
 */
@NullMarked
package dev.weft.benchmarks.report;

import org.jspecify.annotations.NullMarked;
