package dev.weft.smoke.grpc;

import dev.weft.smoke.harness.Jdk;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/**
 * What an application must see, or not see, when it speaks gRPC in the mesh. Subclasses name a JDK,
 * a version and a variant; together they cover the four corners of the latter two.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class GrpcSuite
    implements GrpcRoutingTests, GrpcRetryTests, GrpcTimeTests, GrpcOutsideTests, GrpcTlsTests {
  private final String jdk;
  private final String version;
  private final boolean shaded;
  private GrpcWorld world;

  GrpcSuite(String jdk, String version, boolean shaded) {
    this.jdk = jdk;
    this.version = version;
    this.shaded = shaded;
  }

  @BeforeAll
  void startTheWorld() {
    Jdk installed = Jdk.named(jdk);
    Assumptions.assumeTrue(installed != null, () -> Jdk.missing(jdk));
    world = new GrpcWorld(installed, version, shaded);
  }

  @AfterAll
  void endTheWorld() {
    if (world != null) {
      world.close();
    }
  }

  @BeforeEach
  void noPolicyOfAnotherTest() {
    route("v1", ONCE);
  }

  @Override
  public GrpcWorld world() {
    return world;
  }
}
