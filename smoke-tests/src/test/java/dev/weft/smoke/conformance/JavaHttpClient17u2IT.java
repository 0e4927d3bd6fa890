package dev.weft.smoke.conformance;

/** {@code java.net.http} on JDK 17.0.2, the oldest that can be had. */
@Setting(jdk = "17.0.2", server = Libraries.TOMCAT_11)
class JavaHttpClient17u2IT extends ClientSuite {
  JavaHttpClient17u2IT(World world) {
    super(world);
  }

  @Override
  public boolean isAsync() {
    return true;
  }
}
