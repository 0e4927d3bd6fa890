/**
 * Stored traces in the form of Jaeger's query API: the spans as Jaeger's own model has them, what
 * its query service does to a trace before it shows it, and the JSON. Follows Jaeger 1.76 (v2); a
 * test compares both.
 */
@NullMarked
package dev.weft.collector.jaeger;

import org.jspecify.annotations.NullMarked;
