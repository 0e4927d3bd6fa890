/**
 * Spans on their way out: a bounded ring, a thread, OTLP over HTTP. Nothing of it is touched before
 * the first sampled span has ended.
 */
@org.jspecify.annotations.NullMarked
package dev.weft.agent.telemetry;
