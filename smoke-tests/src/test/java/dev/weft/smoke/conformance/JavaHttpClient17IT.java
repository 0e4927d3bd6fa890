package dev.weft.smoke.conformance;

/** {@code java.net.http} on JDK 17. */
@Setting(jdk = "17")
class JavaHttpClient17IT extends ClientSuite {
  JavaHttpClient17IT(World world) {
    super(world);
  }

  @Override
  public boolean isAsync() {
    return true;
  }
}
