package dev.weft.smoke.conformance;

/** {@code java.net.http} over HTTP/2 on JDK 17. */
@Setting(jdk = "17", server = Libraries.TOMCAT_11)
class JavaHttp2On17IT extends Http2Suite {
  JavaHttp2On17IT(World world) {
    super(world);
  }
}
