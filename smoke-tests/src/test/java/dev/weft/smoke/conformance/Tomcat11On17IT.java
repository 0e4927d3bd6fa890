package dev.weft.smoke.conformance;

@Setting(jdk = "17", server = Libraries.TOMCAT_11)
class Tomcat11On17IT extends TomcatServerSuite {
  Tomcat11On17IT(World world) {
    super(world);
  }
}
