/**
 * Exporters that send spans at a constant rate, and a page that asks meanwhile: what a collector
 * costs that takes them in, and whether it loses any.
 */
@org.jspecify.annotations.NullMarked
package dev.weft.benchmarks.spans;
