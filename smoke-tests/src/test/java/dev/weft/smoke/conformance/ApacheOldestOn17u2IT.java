package dev.weft.smoke.conformance;

/** Both at their oldest. */
@Setting(jdk = "17.0.2", client = Libraries.APACHE_OLDEST, server = Libraries.TOMCAT_10)
class ApacheOldestOn17u2IT extends ApacheClientSuite {
  ApacheOldestOn17u2IT(World world) {
    super(world);
  }
}
