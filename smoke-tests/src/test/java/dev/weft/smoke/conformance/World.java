package dev.weft.smoke.conformance;

import dev.weft.smoke.harness.App;
import dev.weft.smoke.harness.Collector;
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
 * A collector, two instances of service {@code echo} (versions v1 and v2), one of service {@code
 * pair} with two ports, and an application that calls them. Started when first asked for.
 */
final class World implements AutoCloseable {
  private final Jdk jdk;
  private final Libraries client;
  private final Libraries server;
  private final List<App> apps = new ArrayList<>();
  private final AtomicInteger keys = new AtomicInteger();
  private final Collector collector;
  private final App caller;
  private final Map<String, App> echoes = new TreeMap<>();
  private final App pair;

  World(Jdk jdk, Libraries client, Libraries server, String... collectorOptions) {
    this.jdk = jdk;
    this.client = client;
    this.server = server;
    collector = new Collector(collectorOptions);
    caller = keep(callerSpec("caller").start());
    for (String version : List.of("v1", "v2")) {
      echoes.put(version, keep(serverSpec("echo-" + version, "echo", version).start()));
    }
    pair = keep(twoPorts("pair").start());
    apps.forEach(App::started);
    // The agent of an application that only calls begins with its first call.
    caller.get("http://127.0.0.1:" + pair.port(0) + "/");
    collector.awaitAgents("caller", "echo", "pair");
    collector.awaitInstances("echo", 2, true);
    collector.awaitInstances("pair", 1, true);
  }

  Jdk jdk() {
    return jdk;
  }

  /** An application that only calls, and that the mesh knows nothing of. */
  App.Spec plainCaller() {
    App.Spec spec = App.spec(jdk, "plain");
    client.jars().forEach(spec::library);
    return spec.client(client.client());
  }

  Collector collector() {
    return collector;
  }

  /** The application that calls. */
  App caller() {
    return caller;
  }

  App echo(String version) {
    return echoes.get(version);
  }

  App pair() {
    return pair;
  }

  /** Not used by any call yet. */
  String key() {
    return "k" + keys.incrementAndGet();
  }

  /** An application that serves port 80 of a service, and calls. */
  App.Spec serverSpec(String name, String service, String version) {
    int port = Ports.free();
    return server(name, service, port)
        .setting("labels", "version=" + version)
        .setting("ports", "80:" + port);
  }

  /** An application with two listeners, each the service port of its own number. */
  App.Spec twoPorts(String service) {
    return server(service, service, Ports.free(), Ports.free());
  }

  private App.Spec server(String name, String service, int... ports) {
    App.Spec spec = meshed(name, service);
    server.jars().forEach(spec::library);
    client.jars().forEach(spec::library);
    return spec.server(server.server(), ports).client(client.client());
  }

  /** An application that only calls. */
  App.Spec callerSpec(String name) {
    App.Spec spec = meshed(name, name);
    client.jars().forEach(spec::library);
    return spec.client(client.client());
  }

  /** To be closed with the rest. */
  App keep(App app) {
    apps.add(app);
    return app;
  }

  private App.Spec meshed(String name, String service) {
    try {
      return App.spec(jdk, name)
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
          - {name: v3, labels: {version: v3}}
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
