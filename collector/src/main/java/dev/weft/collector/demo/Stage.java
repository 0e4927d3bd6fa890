package dev.weft.collector.demo;

import dev.weft.collector.json.Tree;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Bookinfo's services: brings them up, and one of them down and up again. */
final class Stage {
  private static final int SERVICE_PORT = 9080;

  private static final int WARM_UP_SECONDS = 60;

  /** A page of warm services takes about 10 ms on two cores. */
  private static final long WARM_MILLIS = 60;

  private final Screen screen;
  private final Fleet fleet;
  private final MeshApi api;
  private final Patience patience;
  private final int collectorPort;
  private final int pagePort = Fleet.freePort();
  private final List<Service> services = services();

  private record Service(String name, String service, String version, int port) {}

  Stage(Screen screen, Fleet fleet, MeshApi api, Patience patience, int collectorPort) {
    this.screen = screen;
    this.fleet = fleet;
    this.api = api;
    this.patience = patience;
    this.collectorPort = collectorPort;
  }

  private List<Service> services() {
    return List.of(
        new Service("productpage", "productpage", "v1", pagePort),
        new Service("details-1", "details", "v1", Fleet.freePort()),
        new Service("details-2", "details", "v1", Fleet.freePort()),
        new Service("reviews-v1", "reviews", "v1", Fleet.freePort()),
        new Service("reviews-v2", "reviews", "v2", Fleet.freePort()),
        new Service("reviews-v3", "reviews", "v3", Fleet.freePort()),
        new Service("ratings", "ratings", "v1", Fleet.freePort()));
  }

  int pagePort() {
    return pagePort;
  }

  /** Starts the collector and all services, and waits for the first whole page. */
  void open(PageClient page, List<String> collectorOptions) throws InterruptedException {
    screen.heading(
        "Starting a collector and " + services.size() + " plain JVMs with one flag more");
    fleet.startCollector(collectorPort, collectorOptions);
    patience.await("the collector", 30, api::ready);
    services.forEach(this::start);
    patience.await("all services in the registry", 60, () -> registered("") == services.size());
    patience.await("a whole page", 30, () -> page.load(false).ok());
    screen.detail("collector  " + api.base() + "   output of all in " + fleet.logs());
    for (Service service : services) {
      screen.detail(
          "%-12s version %s, local port %d, called as http://%s:%d"
              .formatted(
                  service.name(),
                  service.version(),
                  service.port(),
                  service.service(),
                  SERVICE_PORT));
    }
  }

  /** Cold JVMs answer slowly; what the policies do is looked at once they have warmed up. */
  void warmUp(Traffic traffic) throws InterruptedException {
    patience.await(
        "the services to warm up",
        WARM_UP_SECONDS,
        () -> {
          Window window = traffic.since(System.nanoTime() - TimeUnit.SECONDS.toNanos(2));
          return window.size() >= Traffic.RATE
              && window.failed() == 0
              && window.percentileMillis(50) < WARM_MILLIS;
        });
  }

  /** Starts a killed one again, on its port, and waits until it is registered. */
  void restart(String name) throws InterruptedException {
    Service service =
        services.stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
    long all = services.stream().filter(s -> s.service().equals(service.service())).count();
    start(service);
    patience.await(name + " back in the registry", 40, () -> registered(service.service()) == all);
  }

  private void start(Service service) {
    fleet.startService(
        service.name(),
        service.service(),
        service.version(),
        SERVICE_PORT,
        service.port(),
        collectorPort);
  }

  /**
   * Instances that accept mesh TLS and whose link is up.
   *
   * @param service empty: of all services
   */
  private long registered(String service) throws IOException, InterruptedException {
    return api.instances().stream()
        .filter(each -> service.isEmpty() || Tree.text(each, "service").equals(service))
        .filter(
            each ->
                Tree.list(each, "ports").stream()
                    .anyMatch(port -> Tree.number(port, "mtlsPort") > 0))
        .filter(each -> !Tree.text(each, "suspect").equals("true"))
        .count();
  }
}
