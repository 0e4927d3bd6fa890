package dev.weft.smoke.conformance;

import java.nio.file.Path;
import java.util.List;

/** Libraries that the suites run, and the drivers that use them. */
enum Libraries {
  /** {@code java.net.http} and {@code com.sun.net.httpserver}. */
  JDK("dev.weft.smoke.app.JdkClientDriver", "dev.weft.smoke.app.JdkServerDriver", List.of());

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
