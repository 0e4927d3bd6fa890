package dev.weft.smoke.survival;

import dev.weft.smoke.harness.App;
import dev.weft.smoke.harness.Collector;
import dev.weft.smoke.harness.Jars;
import dev.weft.smoke.harness.Jdk;
import dev.weft.smoke.harness.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** How the meshed applications of these tests are started. */
final class Apps {
  private static final String JDK_CLIENT = "dev.weft.smoke.app.JdkClientDriver";

  private static final String NETTY = "io.grpc.netty";

  private Apps() {}

  static Path stateDir() {
    try {
      return Files.createTempDirectory("weft-state-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Only calls, with {@code java.net.http}. */
  static App.Spec caller(Collector collector, String name, Path stateDir) {
    return App.spec(Jdk.running(), name)
        .client(JDK_CLIENT)
        .meshed(
            Map.of(
                "collector",
                collector.url(),
                "service",
                name,
                // A busy machine is no reason to fail: cold starts wait longer than by default.
                "start.wait",
                "20s",
                "state-dir",
                stateDir.toString()));
  }

  /** An instance of a service at service port 80, with the JDK's server. */
  static App.Spec server(Collector collector, String name, String service, Path stateDir) {
    return server(collector, name, service, stateDir, "dev.weft.smoke.app.JdkServerDriver");
  }

  private static App.Spec server(
      Collector collector, String name, String service, Path stateDir, String driver) {
    int port = Ports.free();
    return caller(collector, name, stateDir)
        .server(driver, port)
        .setting("service", service)
        .setting("ports", "80:" + port);
  }

  /** As {@link #server}, with Tomcat. */
  static App.Spec tomcat(Collector collector, String name, String service, Path stateDir) {
    return server(collector, name, service, stateDir, "dev.weft.smoke.app.TomcatServerDriver")
        .library(Jars.library("tomcat-10"));
  }

  /** As {@link #server}, a Spring Boot application with its graceful shutdown. */
  static App.Spec spring(Collector collector, String name, String service, Path stateDir) {
    return server(collector, name, service, stateDir, "dev.weft.smoke.app.SpringServerDriver")
        .library(Jars.library("spring-boot"));
  }

  /** As {@link #server}, with grpc-java. */
  static App.Spec grpc(Collector collector, String name, String service, Path stateDir) {
    int port = Ports.free();
    return grpcCaller(collector, name, stateDir)
        .server(NETTY, port)
        .setting("service", service)
        .setting("ports", "80:" + port);
  }

  /** As {@link #caller}, with grpc-java. */
  static App.Spec grpcCaller(Collector collector, String name, Path stateDir) {
    return caller(collector, name, stateDir)
        .main("dev.weft.smoke.app.grpc.GrpcMain")
        .client(NETTY)
        .library(Jars.library("grpc-newest"))
        .library(Jars.library("grpc-newest-netty"));
  }
}
