package dev.weft.smoke.conformance;

@Setting(jdk = "17", client = Libraries.APACHE_53)
class Apache53On17IT extends ApacheClientSuite {
  Apache53On17IT(World world) {
    super(world);
  }
}
