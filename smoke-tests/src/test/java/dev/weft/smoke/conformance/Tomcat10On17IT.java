package dev.weft.smoke.conformance;

@Setting(jdk = "17", server = Libraries.TOMCAT_10)
class Tomcat10On17IT extends TomcatServerSuite {
  Tomcat10On17IT(World world) {
    super(world);
  }
}
