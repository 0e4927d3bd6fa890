package dev.weft.smoke.conformance;

/** The suite with Tomcat. */
abstract class TomcatServerSuite extends ServerSuite {
  TomcatServerSuite(World world) {
    super(world);
  }
}
