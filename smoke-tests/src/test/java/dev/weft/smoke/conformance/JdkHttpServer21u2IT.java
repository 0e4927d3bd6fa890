package dev.weft.smoke.conformance;

/** {@code com.sun.net.httpserver} on JDK 21.0.2. */
@Setting(jdk = "21.0.2")
class JdkHttpServer21u2IT extends ServerSuite {
  JdkHttpServer21u2IT(World world) {
    super(world);
  }
}
