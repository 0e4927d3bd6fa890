package dev.weft.smoke.jaeger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weft.smoke.harness.Await;
import dev.weft.smoke.harness.Bookinfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.ImageFromDockerfile;

/** Demo traffic is read back from the real Jaeger's own API as one trace across all services. */
class JaegerIT {
  private static final Set<String> ALL = Set.of("productpage", "details", "reviews", "ratings");

  /** Jaeger's fixed ports: OTLP over HTTP, and the query API. */
  private static final int OTLP_PORT = 4318;

  private static final int QUERY_PORT = 16686;

  /** Its receivers listen on the container's loopback unless told otherwise. */
  private static final String DOCKERFILE =
      """
      FROM scratch
      COPY jaeger /jaeger
      ENV JAEGER_LISTEN_HOST=0.0.0.0
      ENTRYPOINT ["/jaeger"]
      """;

  @Test
  void traceAcrossAllServicesIsInJaegerAsAProcess() throws Exception {
    Path binary = JaegerBinary.orSkip();
    Path log = Files.createTempFile("weft-jaeger-", ".log");
    Process jaeger =
        new ProcessBuilder(binary.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      provesTheTrace("http://127.0.0.1:" + OTLP_PORT, "http://127.0.0.1:" + QUERY_PORT);
    } finally {
      jaeger.destroyForcibly().waitFor();
    }
  }

  @Test
  void traceAcrossAllServicesIsInJaegerAsAContainer() throws Exception {
    Path binary = JaegerBinary.orSkip();
    assumeTrue(DockerClientFactory.instance().isDockerAvailable(), "no Docker engine");
    // No image is pulled: it is made of the binary alone.
    ImageFromDockerfile image =
        new ImageFromDockerfile("weft-test/jaeger", false)
            .withFileFromPath("jaeger", binary)
            .withFileFromString("Dockerfile", DOCKERFILE);
    try (GenericContainer<?> jaeger = new GenericContainer<>(image)) {
      jaeger.setExposedPorts(List.of(OTLP_PORT, QUERY_PORT));
      jaeger.setWaitStrategy(
          Wait.forHttp("/api/services")
              .forPort(QUERY_PORT)
              .withStartupTimeout(Duration.ofSeconds(60)));
      jaeger.start();
      provesTheTrace(
          "http://" + jaeger.getHost() + ":" + jaeger.getMappedPort(OTLP_PORT),
          "http://" + jaeger.getHost() + ":" + jaeger.getMappedPort(QUERY_PORT));
    }
  }

  private static void provesTheTrace(String otlp, String query) throws IOException {
    JaegerApi api = new JaegerApi(query);
    Await.until("Jaeger up", Duration.ofSeconds(60), api::isUp);
    try (Bookinfo mesh = new Bookinfo("--otlp-endpoint", otlp)) {
      Set<String> found =
          Await.until(
              "a trace across all services",
              Duration.ofSeconds(60),
              () -> {
                mesh.awaitPage();
                Set<String> services = api.widestTrace("productpage");
                return services.containsAll(ALL) ? services : null;
              },
              () -> api.widestTrace("productpage"));
      assertThat(found).containsExactlyInAnyOrderElementsOf(ALL);
    }
  }
}
