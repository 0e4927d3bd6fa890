package dev.weft.smoke.conformance;

/** Tomcat on JDK 21.0.2, the first long-term one with virtual threads. */
@Setting(jdk = "21.0.2", server = Libraries.TOMCAT_11)
class Tomcat11On21u2IT extends TomcatServerSuite {
  Tomcat11On21u2IT(World world) {
    super(world);
  }
}
