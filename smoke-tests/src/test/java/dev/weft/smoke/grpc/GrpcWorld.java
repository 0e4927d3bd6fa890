package dev.weft.smoke.grpc;

import dev.weft.smoke.harness.App;
import dev.weft.smoke.harness.Collector;
import dev.weft.smoke.harness.Jars;
import dev.weft.smoke.harness.Jdk;
import dev.weft.smoke.harness.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A collector, two instances of service {@code echo} (versions v1 and v2) and an application that
 * calls them, all with one version and variant of grpc-java.
 */
final class GrpcWorld implements AutoCloseable {
  private static final String MAIN = "dev.weft.smoke.app.grpc.GrpcMain";

  private final Jdk jdk;
  private final String version;
  private final boolean shaded;
  private final List<App> apps = new ArrayList<>();
  private final AtomicInteger keys = new AtomicInteger();
  private final Collector collector;
  private final Map<String, App> echoes = new TreeMap<>();
  private final App caller;

  /**
   * @param version {@code oldest} or {@code newest}
   * @param options of the collector
   */
  GrpcWorld(Jdk jdk, String version, boolean shaded, String... options) {
    collector = new Collector(options);
    this.jdk = jdk;
    this.version = version;
    this.shaded = shaded;
    for (String label : List.of("v1", "v2")) {
      echoes.put(label, keep(serverSpec("echo-" + label, "echo", label).start()));
    }
    caller = keep(callerSpec("caller").start());
    apps.forEach(App::started);
    collector.awaitInstances("echo", 2, true);
  }

  Collector collector() {
    return collector;
  }

  App caller() {
    return caller;
  }

  App echo(String label) {
    return echoes.get(label);
  }

  /** Not used by any call yet. */
  String key() {
    return "k" + keys.incrementAndGet();
  }

  App.Spec serverSpec(String name, String service, String label) {
    String netty = shaded ? "io.grpc.netty.shaded.io.grpc.netty" : "io.grpc.netty";
    // On one machine, so the local ports differ where the service's is the same.
    int port = Ports.free();
    return meshed(name, service)
        .setting("labels", "version=" + label)
        .setting("ports", "50051:" + port)
        .server(netty, port);
  }

  App.Spec callerSpec(String name) {
    return meshed(name, name);
  }

  /** An application that the mesh knows nothing of. */
  App.Spec plainSpec(String name) {
    String netty = shaded ? "io.grpc.netty.shaded.io.grpc.netty" : "io.grpc.netty";
    App.Spec spec = App.spec(jdk, name).main(MAIN).client(netty);
    spec.library(Jars.library("grpc-" + version));
    return spec.library(Jars.library("grpc-" + version + (shaded ? "-shaded" : "-netty")));
  }

  /** As {@link #plainSpec}, serving too. */
  App.Spec plainServerSpec(String name) {
    String netty = shaded ? "io.grpc.netty.shaded.io.grpc.netty" : "io.grpc.netty";
    return plainSpec(name).server(netty, 0);
  }

  App keep(App app) {
    apps.add(app);
    return app;
  }

  private App.Spec meshed(String name, String service) {
    try {
      return plainSpec(name)
          .meshed(
              Map.of(
                  "collector",
                  collector.url(),
                  "service",
                  service,
                  // A busy machine is no reason to fail: cold starts wait longer than by default.
                  "start.wait",
                  "20s",
                  "state-dir",
                  Files.createTempDirectory("weft-state-").toString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Applies one VirtualService for echo, {@code http} being its routes in YAML. */
  void route(String... http) {
    collector.apply(
        """
        apiVersion: networking.istio.io/v1
        kind: DestinationRule
        metadata: {name: echo, namespace: default}
        spec:
          host: echo
          subsets:
          - {name: v1, labels: {version: v1}}
          - {name: v2, labels: {version: v2}}
        ---
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: echo, namespace: default}
        spec:
          hosts: [echo]
          http:
        """
            + String.join("\n", http).indent(2));
  }

  @Override
  public void close() {
    apps.forEach(App::close);
    collector.close();
  }
}
