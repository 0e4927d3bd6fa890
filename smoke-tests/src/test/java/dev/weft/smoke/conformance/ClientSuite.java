package dev.weft.smoke.conformance;

import org.junit.jupiter.api.BeforeEach;

/**
 * What an application must see, or not see, whatever client library it calls the mesh with. An
 * adapter passes it by a driver and two empty classes, one a JDK.
 */
abstract class ClientSuite implements RoutingTests, RetryTests, TimeTests, LoadTests, OutsideTests {
  private final World world;

  ClientSuite(World world) {
    this.world = world;
  }

  @Override
  public World world() {
    return world;
  }

  @BeforeEach
  void noPolicyOfAnotherTest() {
    route("v1", ONCE);
  }
}
