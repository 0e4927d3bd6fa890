package dev.weft.smoke.conformance;

/** {@code java.net.http} on JDK 21.0.2. */
@Setting(jdk = "21.0.2")
class JavaHttpClient21u2IT extends ClientSuite {
  JavaHttpClient21u2IT(World world) {
    super(world);
  }

  @Override
  public boolean isAsync() {
    return true;
  }
}
