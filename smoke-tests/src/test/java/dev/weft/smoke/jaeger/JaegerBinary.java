package dev.weft.smoke.jaeger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Where the real Jaeger is: what {@code JAEGER_BINARY} names, else what the project's script makes.
 */
final class JaegerBinary {
  /** The script's exit code where Go is missing. */
  private static final int NO_GO = 3;

  private JaegerBinary() {}

  /** Skips the test where it cannot be had. */
  static Path orSkip() throws IOException, InterruptedException {
    String named = System.getenv("JAEGER_BINARY");
    if (named != null && Files.isExecutable(Path.of(named))) {
      return Path.of(named);
    }
    Process script =
        new ProcessBuilder("../smoke-tests/peers/jaeger.sh")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String path =
        new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(script.waitFor(20, TimeUnit.MINUTES)).isTrue();
    assumeTrue(script.exitValue() != NO_GO, "Jaeger is built with Go, which is not installed");
    assertThat(script.exitValue()).as("exit code of peers/jaeger.sh").isZero();
    return Path.of(path);
  }
}
