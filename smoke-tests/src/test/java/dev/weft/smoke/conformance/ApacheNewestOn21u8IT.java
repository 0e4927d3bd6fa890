package dev.weft.smoke.conformance;

/** Apache HttpClient on JDK 21.0.8; it needs module jdk.net, which the runtime of 21.0.2 lacks. */
@Setting(jdk = "21.0.8", client = Libraries.APACHE_NEWEST, server = Libraries.TOMCAT_11)
class ApacheNewestOn21u8IT extends ApacheClientSuite {
  ApacheNewestOn21u8IT(World world) {
    super(world);
  }
}
