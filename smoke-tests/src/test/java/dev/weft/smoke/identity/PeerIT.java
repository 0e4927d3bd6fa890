package dev.weft.smoke.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.smoke.harness.Await;
import dev.weft.smoke.harness.Bookinfo;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom mesh ports serve: the JDK's server (details), Tomcat (reviews) and gRPC (ratings). */
class PeerIT {
  /** Long enough to connect twice on a busy machine. */
  private static final Duration LIFE = Duration.ofSeconds(8);

  private static Bookinfo mesh;
  private static TestIdentity authority;

  @BeforeAll
  static void start() throws Exception {
    mesh = new Bookinfo();
    authority = TestIdentity.ofCollector(mesh.collector().dataDir());
  }

  @AfterAll
  static void stop() {
    mesh.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"details", "reviews", "ratings"})
  void aMemberIsServed(String service) throws Exception {
    try (Visit visit = visit(authority.client("tester", Duration.ofMinutes(5)), service)) {
      assertThat(visit.isServed()).isTrue();
      assertThat(visit.isServed()).as("a second time").isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"details", "reviews", "ratings"})
  void aForeignPeerIsRefused(String service) throws Exception {
    SSLContext foreign = authority.foreign().client("tester", Duration.ofMinutes(5));
    try (Visit visit = visit(foreign, service)) {
      assertThat(visit.isServed()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"details", "reviews", "ratings"})
  void aPeerWithoutCertificateIsRefused(String service) throws Exception {
    SSLContext nobody = SSLContext.getInstance("TLSv1.3");
    nobody.init(null, new TrustManager[] {new TrustsAll()}, null);
    try (Visit visit = visit(nobody, service)) {
      assertThat(visit.isServed()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"details", "reviews", "ratings"})
  void anExpiredPeerIsRefusedOnOpenAndOnResumedConnections(String service) throws Exception {
    SSLContext shortLived = authority.client("tester", LIFE);
    long expired = System.nanoTime() + LIFE.plusSeconds(1).toNanos();
    try (Visit open = visit(shortLived, service)) {
      assertThat(open.isServed()).as("while it is valid").isTrue();
      try (Visit resumed = visit(shortLived, service)) {
        assertThat(resumed.isServed()).as("resumed, while it is valid").isTrue();
        assertThat(resumed.sessionMillis()).as("it was resumed").isEqualTo(open.sessionMillis());
      }
      Await.until("expiry", LIFE.multipliedBy(2), () -> System.nanoTime() > expired);
      assertThat(open.isServed()).as("open, expired").isFalse();
    }
    try (Visit resumed = visit(shortLived, service)) {
      assertThat(resumed.isServed()).as("resumed, expired").isFalse();
    }
  }

  private static Visit visit(SSLContext context, String service) throws Exception {
    for (JsonNode instance : mesh.collector().items("/v1/instances")) {
      if (instance.path("service").asText().equals(service)) {
        int port = instance.path("ports").get(0).path("mtlsPort").asInt();
        return new Visit(context, port, service.equals("ratings"));
      }
    }
    throw new AssertionError("no instance of " + service);
  }
}
