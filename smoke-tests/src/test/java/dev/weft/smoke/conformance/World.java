package dev.weft.smoke.conformance;

import dev.weft.smoke.harness.App;
import dev.weft.smoke.harness.EchoMesh;
import dev.weft.smoke.harness.Jdk;
import dev.weft.smoke.harness.Ports;
import java.util.List;

/**
 * A collector, two instances of service {@code echo} (versions v1 and v2), one of service {@code
 * pair} with two ports, and an application that calls them. Started when first asked for.
 */
final class World extends EchoMesh {
  private final Libraries client;
  private final Libraries server;
  private final App caller;
  private final App pair;

  World(Jdk jdk, Libraries client, Libraries server, String... collectorOptions) {
    super(jdk, collectorOptions);
    this.client = client;
    this.server = server;
    caller = keep(callerSpec("caller").start());
    for (String version : List.of("v1", "v2")) {
      echo(version, serverSpec("echo-" + version, "echo", version).start());
    }
    pair = keep(twoPorts("pair").start());
    awaitStarted();
    // The agent of an application that only calls begins with its first call.
    caller.get("http://127.0.0.1:" + pair.port(0) + "/");
    collector().awaitAgents("caller", "echo", "pair");
    collector().awaitInstances("echo", 2, true);
    collector().awaitInstances("pair", 1, true);
  }

  /** An application that only calls, and that the mesh knows nothing of. */
  App.Spec plainCaller() {
    App.Spec spec = App.spec(jdk(), "plain");
    client.jars().forEach(spec::library);
    return spec.client(client.client());
  }

  /** The application that calls. */
  App caller() {
    return caller;
  }

  App pair() {
    return pair;
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

  private App.Spec meshed(String name, String service) {
    return App.spec(jdk(), name).meshed(settings(service));
  }
}
