package dev.weft.smoke.conformance;

@Setting(jdk = "17", client = Libraries.APACHE_OLDEST)
class ApacheOldestOn17IT extends ApacheClientSuite {
  ApacheOldestOn17IT(World world) {
    super(world);
  }
}
