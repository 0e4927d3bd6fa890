package dev.weft.smoke.conformance;

@Setting(jdk = "25", client = Libraries.APACHE_NEWEST)
class ApacheNewestOn25IT extends ApacheClientSuite {
  ApacheNewestOn25IT(World world) {
    super(world);
  }
}
