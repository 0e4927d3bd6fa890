package dev.weft.smoke.conformance;

/** {@code com.sun.net.httpserver} on JDK 17.0.9. */
@Setting(jdk = "17.0.9")
class JdkHttpServer17u9IT extends ServerSuite {
  JdkHttpServer17u9IT(World world) {
    super(world);
  }
}
