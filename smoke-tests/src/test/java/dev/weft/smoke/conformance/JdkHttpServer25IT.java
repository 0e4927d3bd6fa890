package dev.weft.smoke.conformance;

/** {@code com.sun.net.httpserver} on JDK 25. */
@Setting(jdk = "25")
class JdkHttpServer25IT extends ServerSuite {
  JdkHttpServer25IT(World world) {
    super(world);
  }
}
