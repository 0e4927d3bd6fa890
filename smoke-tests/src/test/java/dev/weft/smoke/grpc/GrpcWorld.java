package dev.weft.smoke.grpc;

import dev.weft.smoke.harness.App;
import dev.weft.smoke.harness.EchoMesh;
import dev.weft.smoke.harness.Jars;
import dev.weft.smoke.harness.Jdk;
import dev.weft.smoke.harness.Ports;
import java.util.List;

/**
 * A collector, two instances of service {@code echo} (versions v1 and v2) and an application that
 * calls them, all with one version and variant of grpc-java.
 */
final class GrpcWorld extends EchoMesh {
  private static final String MAIN = "dev.weft.smoke.app.grpc.GrpcMain";

  private final String version;
  private final boolean shaded;
  private final App caller;

  /**
   * @param version {@code oldest} or {@code newest}
   * @param options of the collector
   */
  GrpcWorld(Jdk jdk, String version, boolean shaded, String... options) {
    super(jdk, options);
    this.version = version;
    this.shaded = shaded;
    for (String label : List.of("v1", "v2")) {
      echo(label, serverSpec("echo-" + label, "echo", label).start());
    }
    caller = keep(callerSpec("caller").start());
    awaitStarted();
    collector().awaitInstances("echo", 2, true);
  }

  App caller() {
    return caller;
  }

  App.Spec serverSpec(String name, String service, String label) {
    // On one machine, so the local ports differ where the service's is the same.
    int port = Ports.free();
    return meshed(name, service)
        .setting("labels", "version=" + label)
        .setting("ports", "50051:" + port)
        .server(netty(), port);
  }

  App.Spec callerSpec(String name) {
    return meshed(name, name);
  }

  /** An application that the mesh knows nothing of. */
  App.Spec plainSpec(String name) {
    App.Spec spec = App.spec(jdk(), name).main(MAIN).client(netty());
    spec.library(Jars.library("grpc-" + version));
    return spec.library(Jars.library("grpc-" + version + (shaded ? "-shaded" : "-netty")));
  }

  /** As {@link #plainSpec}, serving too. */
  App.Spec plainServerSpec(String name) {
    return plainSpec(name).server(netty(), 0);
  }

  private App.Spec meshed(String name, String service) {
    return plainSpec(name).meshed(settings(service));
  }

  /** The package of grpc-java's transport. */
  private String netty() {
    return shaded ? "io.grpc.netty.shaded.io.grpc.netty" : "io.grpc.netty";
  }
}
