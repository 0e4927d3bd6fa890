package dev.weft.smoke.conformance;

@Setting(jdk = "17", client = Libraries.APACHE_NEWEST)
class ApacheNewestOn17IT extends ApacheClientSuite {
  ApacheNewestOn17IT(World world) {
    super(world);
  }
}
