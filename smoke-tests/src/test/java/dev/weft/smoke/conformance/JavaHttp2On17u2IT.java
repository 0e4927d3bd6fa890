package dev.weft.smoke.conformance;

/** {@code java.net.http} over HTTP/2 on JDK 17.0.2. */
@Setting(jdk = "17.0.2", server = Libraries.TOMCAT_11)
class JavaHttp2On17u2IT extends Http2Suite {
  JavaHttp2On17u2IT(World world) {
    super(world);
  }
}
