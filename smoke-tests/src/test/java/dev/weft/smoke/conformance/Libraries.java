package dev.weft.smoke.conformance;

import dev.weft.smoke.harness.Jars;
import java.nio.file.Path;
import java.util.List;

/** Libraries that the suites run, and the drivers that use them. */
enum Libraries {
  /** {@code java.net.http} and {@code com.sun.net.httpserver}. */
  JDK("dev.weft.smoke.app.JdkClientDriver", "dev.weft.smoke.app.JdkServerDriver", List.of()),
  /** Apache HttpClient 5.0, the oldest that is supported. */
  APACHE_OLDEST(
      "dev.weft.smoke.app.ApacheClientDriver", "", List.of(Jars.library("httpclient5-oldest"))),
  /** Apache HttpClient 5.3, the last that layers TLS in the old way. */
  APACHE_53("dev.weft.smoke.app.ApacheClientDriver", "", List.of(Jars.library("httpclient5-5.3"))),
  /** Apache HttpClient, the newest. */
  APACHE_NEWEST(
      "dev.weft.smoke.app.ApacheClientDriver", "", List.of(Jars.library("httpclient5-newest"))),
  /** Embedded Tomcat 10.1. */
  TOMCAT_10("", "dev.weft.smoke.app.TomcatServerDriver", List.of(Jars.library("tomcat-10"))),
  /** Embedded Tomcat 11. */
  TOMCAT_11("", "dev.weft.smoke.app.TomcatServerDriver", List.of(Jars.library("tomcat-11")));

  private final String client;
  private final String server;
  private final List<Path> jars;

  Libraries(String client, String server, List<Path> jars) {
    this.client = client;
    this.server = server;
    this.jars = jars;
  }

  /** Class name of the {@link dev.weft.smoke.app.ClientDriver}. */
  String client() {
    return client;
  }

  /** Class name of the {@link dev.weft.smoke.app.ServerDriver}. */
  String server() {
    return server;
  }

  /** To add to the class path. */
  List<Path> jars() {
    return jars;
  }
}
