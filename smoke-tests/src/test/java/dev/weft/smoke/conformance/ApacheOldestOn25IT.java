package dev.weft.smoke.conformance;

@Setting(jdk = "25", client = Libraries.APACHE_OLDEST)
class ApacheOldestOn25IT extends ApacheClientSuite {
  ApacheOldestOn25IT(World world) {
    super(world);
  }
}
