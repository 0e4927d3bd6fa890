package dev.weft.smoke.conformance;

/** {@code java.net.http} on JDK 25. */
@Setting(jdk = "25")
class JavaHttpClient25IT extends ClientSuite {
  JavaHttpClient25IT(World world) {
    super(world);
  }

  @Override
  public boolean isAsync() {
    return true;
  }
}
