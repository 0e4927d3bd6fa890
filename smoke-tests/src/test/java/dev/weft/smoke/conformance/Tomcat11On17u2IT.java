package dev.weft.smoke.conformance;

/** Tomcat on JDK 17.0.2. */
@Setting(jdk = "17.0.2", server = Libraries.TOMCAT_11)
class Tomcat11On17u2IT extends TomcatServerSuite {
  Tomcat11On17u2IT(World world) {
    super(world);
  }
}
