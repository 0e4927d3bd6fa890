package dev.weft.smoke.conformance;

@Setting(jdk = "25", server = Libraries.TOMCAT_11)
class Tomcat11On25IT extends TomcatServerSuite {
  Tomcat11On25IT(World world) {
    super(world);
  }
}
