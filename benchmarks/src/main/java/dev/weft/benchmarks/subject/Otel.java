package dev.weft.benchmarks.subject;

import dev.weft.benchmarks.process.JvmCommand;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * OpenTelemetry's Java agent on both sides, sending spans and metrics to the collector.
 *
 * @param name {@code otel-1}
 * @param ratio of traces that are recorded
 */
record Otel(String name, double ratio) implements Subject {
  @Override
  public @Nullable Missing missing(Site site) throws IOException, InterruptedException {
    return OtelJar.missing(site);
  }

  @Override
  public void dress(Stage stage, Role role, int instance, JvmCommand jvm) {
    jvm.option("-javaagent:" + OtelJar.in(stage.site().home()))
        .environment("OTEL_SERVICE_NAME", stage.service(role))
        .environment("OTEL_EXPORTER_OTLP_ENDPOINT", stage.collector().url())
        .environment("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")
        // The collector takes traces and metrics; the programs write no logs.
        .environment("OTEL_LOGS_EXPORTER", "none")
        .environment("OTEL_TRACES_SAMPLER", "parentbased_traceidratio")
        .environment("OTEL_TRACES_SAMPLER_ARG", Double.toString(ratio));
  }

  @Override
  public void check(Stage stage) throws IOException, InterruptedException, CheckFailed {
    Proofs.wire(stage, "http", false);
    Proofs.spans(stage);
    Proofs.notMeshed(stage);
  }
}
