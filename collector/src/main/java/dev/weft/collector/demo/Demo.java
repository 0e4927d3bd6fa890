package dev.weft.collector.demo;

import dev.weft.collector.json.Tree;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The course of the demo, from the first process to the last line. */
final class Demo {
  /** From a document's receipt to the first changed call: what the project promises. */
  private static final long PUSH_LIMIT_MILLIS = 200;

  /** Those of 20 seconds; agents send their spans every 5, so the newest are not whole yet. */
  private static final int RECENT_TRACES = 20 * Traffic.RATE;

  private final Screen screen;
  private final Fleet fleet;
  private final Patience patience;
  private final Documents documents;
  private final @Nullable String jaeger;
  private final MeshApi api;
  private final Stage stage;
  private final PageClient page;
  private boolean allObserved = true;
  private long slowestEffectMillis;

  Demo(Screen screen, Fleet fleet, Documents documents, int port, @Nullable String jaeger) {
    this.screen = screen;
    this.fleet = fleet;
    this.documents = documents;
    this.jaeger = jaeger;
    int taken = Fleet.isFree(port) ? port : Fleet.freePort();
    if (taken != port) {
      screen.line("port " + port + " is in use; the collector takes " + taken);
    }
    this.api = new MeshApi(taken);
    this.patience = new Patience(screen, fleet);
    this.stage = new Stage(screen, fleet, api, patience, taken);
    this.page = new PageClient(stage.pagePort());
  }

  /** Whether every step was observed. Without {@code once} it returns only by interruption. */
  boolean run(boolean once) throws IOException, InterruptedException {
    long began = System.nanoTime();
    stage.open(page, jaeger == null ? List.of() : List.of("--otlp-endpoint", jaeger));
    try (Traffic traffic = new Traffic(page)) {
      traffic.start();
      stage.warmUp(traffic);
      baseline(traffic);
      api.apply(documents.read("destination-rule-all.yaml"));
      for (Step step : Steps.all()) {
        take(step, traffic);
      }
      killOne(traffic);
      wire();
      trace();
      screen.heading(
          (allObserved ? "Every step was observed" : "Not every step was observed")
              + ", in %d s. The slowest policy took effect within %d ms (promised: %d ms)."
                  .formatted(
                      TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began),
                      slowestEffectMillis,
                      PUSH_LIMIT_MILLIS));
      if (!once) {
        runOn(traffic);
      }
    }
    return allObserved;
  }

  private void baseline(Traffic traffic) throws InterruptedException {
    screen.heading("No policy yet: every version of reviews takes its share");
    Window window = watch(traffic, System.nanoTime(), 4);
    boolean observed =
        window.failed() == 0
            && List.of("v1", "v2", "v3").stream()
                .allMatch(v -> window.share(s -> s.version().equals(v)) > 10);
    observed(observed, "all three versions answer, nothing fails", window);
  }

  private void take(Step step, Traffic traffic) throws IOException, InterruptedException {
    screen.heading(step.title() + "   (" + documents.origin(step.file()) + ")");
    String yaml = documents.read(step.file());
    long applied = System.nanoTime();
    long revision = api.apply(yaml);
    long firstChange = step.changed() == null ? -1 : traffic.firstChangeMillis(step, applied);
    long push = pushMillis(revision);
    long effect = firstChange < 0 ? push : firstChange;
    slowestEffectMillis = Math.max(slowestEffectMillis, effect);
    boolean inTime = effect >= 0 && effect <= PUSH_LIMIT_MILLIS;
    screen.detail(
        (firstChange < 0 ? "" : "first changed page " + firstChange + " ms after it was sent; ")
            + "acknowledged by every agent "
            + push
            + " ms after the API had it");
    long begin = System.nanoTime();
    watch(traffic, begin, step.seconds());
    patience.await(
        "enough pages of jason", 20, () -> traffic.since(begin).only(Sample::jason).size() >= 10);
    Window window = traffic.since(begin);
    observed(step.observed().test(window) && inTime, step.expectation(), window);
  }

  /** The longest time any agent took for this write, once all have acknowledged it. */
  private long pushMillis(long revision) throws IOException, InterruptedException {
    long[] longest = {-1};
    patience.await(
        "all acknowledgements",
        10,
        () -> {
          long slowest = 0;
          for (Object document : api.status(revision)) {
            for (Object agent : Tree.list(document, "agents")) {
              if (!Tree.text(agent, "state").equalsIgnoreCase("applied")) {
                return false;
              }
              slowest = Math.max(slowest, Tree.number(agent, "ackedAfterMillis"));
            }
          }
          longest[0] = slowest;
          return true;
        });
    return longest[0];
  }

  private void killOne(Traffic traffic) throws IOException, InterruptedException {
    String file = "virtual-service-details-retry.yaml";
    screen.heading(
        "Retries: one of two instances of details is killed and started again   (" + file + ")");
    pushMillis(api.apply(documents.read(file)));
    long begin = System.nanoTime();
    watch(traffic, begin, 1);
    fleet.kill("details-2");
    screen.detail("details-2 killed with SIGKILL, under traffic");
    watch(traffic, begin, 4);
    stage.restart("details-2");
    screen.detail("details-2 is back in the registry");
    Window window = watch(traffic, begin, 6);
    long resent = 0;
    for (Object trace : api.traces("productpage", RECENT_TRACES)) {
      resent += new TraceView((Map<?, ?>) trace).resends();
    }
    screen.detail(resent + " calls were sent again to the other instance");
    observed(window.share(s -> s.details() == 200) == 100 && resent > 0, "no call failed", window);
  }

  private void wire() throws IOException, InterruptedException {
    screen.heading("The wire between the services");
    boolean all = true;
    Set<Integer> seen = new HashSet<>();
    for (Object instance : api.instances()) {
      String service = Tree.text(instance, "service");
      for (Object port : Tree.list(instance, "ports")) {
        int mtls = (int) Tree.number(port, "mtlsPort");
        if (!seen.add(mtls)) {
          // The killed instance's lease still runs; the one started again has its port.
          continue;
        }
        try {
          PeerCertificate.Look look = PeerCertificate.at(mtls);
          boolean proven = look.identity().endsWith("/sa/" + service) && look.refused();
          all &= proven;
          screen.detail(
              "%-12s port %d: %s; a stranger without a certificate is %s"
                  .formatted(
                      service, mtls, look.identity(), look.refused() ? "refused" : "SERVED"));
        } catch (GeneralSecurityException e) {
          throw new IllegalStateException(e);
        }
      }
    }
    List<String> served = new ArrayList<>();
    patience.await(
        "the servers' counters",
        15,
        () -> {
          served.clear();
          served.addAll(
              api.metrics().stream()
                  .filter(line -> line.startsWith("istio_requests_total"))
                  .filter(line -> line.contains("reporter=\"destination\""))
                  .filter(line -> !line.contains("_service_name=\"productpage\""))
                  .toList());
          return !served.isEmpty();
        });
    long plain =
        served.stream()
            .filter(line -> !line.contains("connection_security_policy=\"mutual_tls\""))
            .count();
    observed(
        all && plain == 0,
        "%d of %d series of calls between services came in by mutual TLS"
            .formatted(served.size() - plain, served.size()),
        null);
  }

  private void trace() throws IOException, InterruptedException {
    screen.heading("A trace");
    boolean[] whole = {false};
    List<String> lines = new ArrayList<>();
    patience.await(
        "a whole trace",
        20,
        () -> {
          page.load(true);
          for (Object each : api.traces("productpage", RECENT_TRACES)) {
            TraceView view = new TraceView((Map<?, ?>) each);
            if (view.services()
                .containsAll(List.of("productpage", "details", "reviews", "ratings"))) {
              lines.clear();
              lines.add(api.base() + "/api/traces/" + Tree.text(each, "traceID"));
              lines.addAll(view.lines());
              whole[0] = true;
            }
          }
          return whole[0];
        });
    lines.forEach(screen::detail);
    if (jaeger != null) {
      screen.detail("the same traces are sent to " + jaeger);
    }
    observed(whole[0], "one trace runs through productpage, details, reviews and ratings", null);
  }

  private void runOn(Traffic traffic) throws InterruptedException {
    screen.line("");
    screen.line("It runs on. Change the policy yourself, from another terminal:");
    screen.detail("./weft --collector " + api.base() + " apply -f FILE     ./weft status");
    screen.detail("traces: " + api.base() + "/api/traces?service=productpage   Ctrl-C ends it");
    while (fleet.dead().isEmpty()) {
      screen.live(traffic.since(System.nanoTime() - TimeUnit.SECONDS.toNanos(5)).toString());
      TimeUnit.SECONDS.sleep(1);
    }
    throw new IllegalStateException("ended by themselves: " + fleet.dead());
  }

  private void observed(boolean observed, String what, @Nullable Window window) {
    allObserved &= observed;
    if (window != null) {
      screen.detail(window.toString());
      if (!observed) {
        window.samples().stream()
            .map(Sample::error)
            .filter(error -> !error.isEmpty())
            .distinct()
            .limit(3)
            .forEach(error -> screen.detail("for example: " + error));
      }
    }
    screen.seen(observed, what);
  }

  /** Looks at the traffic until {@code seconds} after {@code begin}. */
  private Window watch(Traffic traffic, long begin, int seconds) throws InterruptedException {
    long end = begin + TimeUnit.SECONDS.toNanos(seconds);
    while (System.nanoTime() < end) {
      screen.live(traffic.since(begin).toString());
      TimeUnit.MILLISECONDS.sleep(250);
    }
    return traffic.since(begin);
  }
}
