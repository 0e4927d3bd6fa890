package dev.weft.smoke.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A collector and meshed applications, among them two instances of service {@code echo} (versions
 * v1 and v2), with one way to route to them. Closed together.
 */
public abstract class EchoMesh implements AutoCloseable {
  private final Jdk jdk;
  private final Collector collector;
  private final List<App> apps = new ArrayList<>();
  private final Map<String, App> echoes = new TreeMap<>();
  private final AtomicInteger keys = new AtomicInteger();

  /**
   * Starts the collector.
   *
   * @param jdk of the applications
   * @param options of the collector
   */
  protected EchoMesh(Jdk jdk, String... options) {
    this.jdk = jdk;
    this.collector = new Collector(options);
  }

  public Jdk jdk() {
    return jdk;
  }

  public Collector collector() {
    return collector;
  }

  /** The instance of {@code echo} with this version. */
  public App echo(String version) {
    return echoes.get(version);
  }

  protected void echo(String version, App app) {
    echoes.put(version, keep(app));
  }

  /** Waits until every application that was kept is ready. */
  protected void awaitStarted() {
    apps.forEach(App::started);
  }

  /** Not used by any call yet. */
  public String key() {
    return "k" + keys.incrementAndGet();
  }

  /** To be closed with the rest. */
  public App keep(App app) {
    apps.add(app);
    return app;
  }

  /** Settings of the agent for one of the service. */
  protected Map<String, String> settings(String service) {
    try {
      return Map.of(
          "collector",
          collector.url(),
          "service",
          service,
          // A busy machine is no reason to fail: cold starts wait longer than by default.
          "start.wait",
          "20s",
          "state-dir",
          Files.createTempDirectory("weft-state-").toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Applies one VirtualService for echo, {@code http} being its routes in YAML. */
  public void route(String... http) {
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
