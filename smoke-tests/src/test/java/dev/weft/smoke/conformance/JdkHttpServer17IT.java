package dev.weft.smoke.conformance;

/** {@code com.sun.net.httpserver} on JDK 17. */
@Setting(jdk = "17")
class JdkHttpServer17IT extends ServerSuite {
  JdkHttpServer17IT(World world) {
    super(world);
  }
}
