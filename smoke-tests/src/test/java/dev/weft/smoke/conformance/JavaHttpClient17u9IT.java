package dev.weft.smoke.conformance;

/** {@code java.net.http} on JDK 17.0.9. */
@Setting(jdk = "17.0.9")
class JavaHttpClient17u9IT extends ClientSuite {
  JavaHttpClient17u9IT(World world) {
    super(world);
  }

  @Override
  public boolean isAsync() {
    return true;
  }
}
