package dev.weft.benchmarks.subject;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The jar of OpenTelemetry's Java agent, fetched by Maven when it is first wanted. */
public final class OtelJar {
  /** Newest on Maven Central, November 2026. */
  private static final String VERSION = "2.33.1";

  private static final String OBTAIN =
      "mvn dependency:copy -Dartifact=io.opentelemetry.javaagent:opentelemetry-javaagent:"
          + VERSION
          + " -DoutputDirectory=benchmarks/target/peers";

  private OtelJar() {}

  /** Where it is, if it could be fetched. */
  public static Path in(Path home) {
    return home.resolve("benchmarks/target/peers/opentelemetry-javaagent-" + VERSION + ".jar");
  }

  /** Fetches it where that was not done yet; null: it is there. */
  public static @Nullable Missing missing(Site site) throws IOException, InterruptedException {
    if (Files.notExists(in(site.home()))) {
      fetch(site);
    }
    return Files.exists(in(site.home()))
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
}
