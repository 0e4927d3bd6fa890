package dev.weft.smoke.conformance;

@Setting(jdk = "25", server = Libraries.TOMCAT_10)
class Tomcat10On25IT extends TomcatServerSuite {
  Tomcat10On25IT(World world) {
    super(world);
  }
}
