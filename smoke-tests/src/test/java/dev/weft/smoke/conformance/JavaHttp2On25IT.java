package dev.weft.smoke.conformance;

/** {@code java.net.http} over HTTP/2 on JDK 25. */
@Setting(jdk = "25", server = Libraries.TOMCAT_11)
class JavaHttp2On25IT extends Http2Suite {
  JavaHttp2On25IT(World world) {
    super(world);
  }
}
