package dev.weft.benchmarks.subject;

import dev.weft.benchmarks.process.JvmCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * OpenTelemetry's Java agent on both sides, sending spans and metrics to the collector.
 *
 * @param name {@code otel-1}
 * @param ratio of traces that are recorded
 */
record Otel(String name, double ratio) implements Subject {
  /** Newest on Maven Central, November 2026. */
  private static final String VERSION = "2.33.1";

  private static final String OBTAIN =
      "mvn dependency:copy -Dartifact=io.opentelemetry.javaagent:opentelemetry-javaagent:"
          + VERSION
          + " -DoutputDirectory=benchmarks/target/peers";

  private static Path agent(Path home) {
    return home.resolve("benchmarks/target/peers/opentelemetry-javaagent-" + VERSION + ".jar");
  }

  @Override
  public @Nullable Missing missing(Site site) throws IOException, InterruptedException {
    if (Files.notExists(agent(site.home()))) {
      fetch(site);
    }
    return Files.exists(agent(site.home()))
        ? null
        : new Missing("OpenTelemetry's Java agent " + VERSION + " could not be fetched", OBTAIN);
  }

  private static void fetch(Site site) throws IOException, InterruptedException {
    Path log = Files.createDirectories(site.work()).resolve("otel-fetch.log");
    try {
      new ProcessBuilder(("mvn -q -B -N " + OBTAIN.substring(4)).split(" "))
          .directory(site.home().toFile())
          .redirectErrorStream(true)
          .redirectOutput(log.toFile())
          .start()
          .waitFor();
    } catch (IOException noMaven) {
      Files.writeString(log, noMaven.toString());
    }
  }

  @Override
  public void dress(Stage stage, Role role, int instance, JvmCommand jvm) {
    jvm.option("-javaagent:" + agent(stage.site().home()))
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
