/** OTLP in and out, the latest traces in Jaeger's form, the mesh's counters in Prometheus'. */
@NullMarked
package dev.weft.collector.telemetry;

import org.jspecify.annotations.NullMarked;
