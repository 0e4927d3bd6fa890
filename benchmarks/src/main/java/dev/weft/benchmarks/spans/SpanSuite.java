package dev.weft.benchmarks.spans;

import dev.weft.benchmarks.fleet.Fleet;
import dev.weft.benchmarks.process.CpuClock;
import dev.weft.benchmarks.process.CpuTime;
import dev.weft.benchmarks.report.Results;
import dev.weft.benchmarks.report.Sample;
import dev.weft.benchmarks.subject.CollectorProcess;
import dev.weft.benchmarks.subject.Site;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One collector that takes spans at a constant rate: its CPU and memory, how long the page's
 * queries take meanwhile, and whether every span is accounted for.
 */
public final class SpanSuite {
  private static final String SUITE = "spans";
  private static final String SUBJECT = "collector";
  private static final long ROUND_OF_QUERIES_MILLIS = 1_000;
  private static final long READY_NANOS = 60_000_000_000L;

  /** Of each agent; 200 agents make 2,000 edges, counted by both sides: 4,000 series. */
  private static final int CONNECTIONS = 10;

  private final Site site;
  private final int rate;
  private final int seconds;
  private final int agents;
  private final Results results;
  private final PrintStream out;

  /**
   * @param rate spans a second
   * @param seconds measured, after a quarter of it to warm up
   * @param agents that report calls meanwhile
   */
  public SpanSuite(Site site, int rate, int seconds, int agents, Results results, PrintStream out) {
    this.agents = agents;
    this.site = site;
    this.rate = rate;
    this.seconds = seconds;
    this.results = results;
    this.out = out;
  }

  /** Measures one round. */
  public void run(int round) throws IOException, InterruptedException {
    try (CollectorProcess collector = CollectorProcess.startAsLaunched(site);
        Fleet fleet = Fleet.reporting(collector.url(), agents, CONNECTIONS);
        SpanLoad load = new SpanLoad(collector.url())) {
      say(round, "rss-alone", "MB", megabytes(collector), "resident without spans");
      fleet.start();
      await(fleet);
      load.run(rate, Math.max(5, seconds / 4));
      long before = load.taken();
      long lateBefore = load.late();
      CpuClock.Reading reading = collector.process().cpu();
      long began = System.nanoTime();
      Thread sending = new Thread(() -> send(load), "load");
      sending.start();
      Map<String, List<Double>> queries = new LinkedHashMap<>();
      double most = 0;
      while (sending.isAlive()) {
        ask(collector, load, queries);
        most = Math.max(most, megabytes(collector));
        sending.join(ROUND_OF_QUERIES_MILLIS);
      }
      double took = (System.nanoTime() - began) / 1e9;
      CpuTime cpu = collector.process().cpu().since(reading);
      long spans = load.taken() - before;
      say(round, "rate", "1/s", spans / took, "spans taken a second");
      say(round, "bytes-a-span", "B", load.bytesASpan(), "OTLP, protobuf, unpacked");
      say(
          round,
          "cpu",
          "%",
          cpu.total() / took / 1e7,
          "of one core, queries and garbage collection included");
      say(
          round,
          "cpu-a-span",
          "us",
          cpu.withoutJit() / 1e3 / Math.max(1, spans),
          "without the JIT");
      say(round, "rss-most", "MB", most, "resident, the most seen");
      fleet.end();
      String metrics = collector.text("/metrics");
      calls(round, fleet, metrics);
      accounts(round, load, load.late() - lateBefore, metrics);
      queries.forEach(
          (name, millis) -> {
            say(round, name + "-p50", "ms", percentile(millis, 50), "query at that load");
            say(round, name + "-max", "ms", percentile(millis, 100), "the slowest");
          });
    }
  }

  private void send(SpanLoad load) {
    try {
      load.run(rate, seconds);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void await(Fleet fleet) throws InterruptedException, IOException {
    long until = System.nanoTime() + READY_NANOS;
    while (fleet.readyCount() < fleet.size()) {
      if (System.nanoTime() > until) {
        throw new IOException(
            "only " + fleet.readyCount() + " of " + fleet.size() + " agents came within a minute");
      }
      Thread.sleep(20);
    }
  }

  /** Whether every call that the agents were told is counted, is. */
  private void calls(int round, Fleet fleet, String metrics) {
    double counted = sum(metrics, "istio_requests_total{");
    say(round, "calls", "1", fleet.takenCalls(), "in reports that were acknowledged");
    say(round, "calls-missing", "1", fleet.takenCalls() - counted, "of these, not in /metrics");
    say(round, "agents-lost", "1", fleet.losses(), "connections lost");
    say(
        round,
        "series",
        "1",
        metric(metrics, "weft_collector_metrics_ring_series"),
        "of calls, by instance");
    say(
        round,
        "overflow",
        "1",
        metric(metrics, "weft_collector_metrics_requests_overflow_total"),
        "calls without labels, since there was no room");
  }

  private static double sum(String metrics, String prefix) {
    return metrics
        .lines()
        .filter(line -> line.startsWith(prefix))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private void accounts(int round, SpanLoad load, long late, String metrics) {
    double received =
        metric(metrics, "weft_collector_otlp_items_received_total{signal=\"traces\"}");
    double dropped = metric(metrics, "weft_collector_trace_store_spans_dropped_total");
    say(round, "refused", "1", load.refused(), "spans that were not answered with 200");
    say(round, "late", "1", late, "spans not sent, since answers did not come in time");
    say(round, "dropped", "1", dropped, "spans that the store did not take, counted");
    say(
        round,
        "unaccounted",
        "1",
        load.taken() - received,
        "answered, but not counted as received");
    say(
        round,
        "stored",
        "MB",
        metric(metrics, "weft_collector_trace_store_bytes") / 1024 / 1024,
        "by its own account");
    say(round, "traces", "1", metric(metrics, "weft_collector_trace_store_traces"), "stored");
  }

  private static double metric(String metrics, String name) {
    Matcher line =
        Pattern.compile("^" + Pattern.quote(name) + " (\\S+)$", Pattern.MULTILINE).matcher(metrics);
    return line.find() ? Double.parseDouble(line.group(1)) : Double.NaN;
  }

  /** What a page asks; some of it finds nothing and has to look at everything. */
  private void ask(CollectorProcess collector, SpanLoad load, Map<String, List<Double>> took)
      throws IOException, InterruptedException {
    time(collector, took, "graph", "/v1/graph?window=60");
    time(collector, took, "graph-15-min", "/v1/graph?window=900");
    time(collector, took, "graph-day", "/v1/graph?window=86400");
    time(collector, took, "service-10-min", "/v1/services/default/s7/series?seconds=600");
    time(collector, took, "service-day", "/v1/services/default/s7/series?seconds=86400");
    time(collector, took, "connection", "/v1/graph/connection?from=default/s7&to=default/s8");
    time(collector, took, "instances", "/v1/instances");
    time(collector, took, "status", "/v1/status");
    time(collector, took, "services", "/api/services");
    time(collector, took, "operations", "/api/operations?service=s1");
    time(collector, took, "find-service", "/api/traces?limit=20&service=s1");
    time(
        collector,
        took,
        "find-error",
        "/api/traces?limit=20&service=s2&tags=" + tag("error", "true"));
    time(collector, took, "find-slow", "/api/traces?limit=20&service=s3&minDuration=1m");
    time(
        collector,
        took,
        "find-no-tag",
        "/api/traces?limit=20&service=s4&tags=" + tag("user.id", "7"));
    time(
        collector,
        took,
        "find-no-value",
        "/api/traces?limit=20&service=s5&tags=" + tag("http.response.status_code", "418"));
    time(collector, took, "dependencies", "/api/dependencies");
    String trace = load.lastTrace();
    if (!trace.isEmpty()) {
      long began = System.nanoTime();
      try {
        collector.text("/api/traces/" + trace);
        took.computeIfAbsent("by-id", name -> new ArrayList<>())
            .add((System.nanoTime() - began) / 1e6);
      } catch (IOException notYetTaken) {
        // Its batch is on its way.
      }
    }
  }

  private static String tag(String key, String value) {
    return URLEncoder.encode("{\"" + key + "\":\"" + value + "\"}", StandardCharsets.UTF_8);
  }

  private static void time(
      CollectorProcess collector, Map<String, List<Double>> took, String name, String path)
      throws IOException, InterruptedException {
    long began = System.nanoTime();
    collector.text(path);
    took.computeIfAbsent(name, none -> new ArrayList<>()).add((System.nanoTime() - began) / 1e6);
  }

  private void say(int round, String figure, String unit, double value, String words) {
    results.add(
        new Sample(
            SUITE, "rate-" + rate + "-agents-" + agents, SUBJECT, figure, unit, round, value));
    out.printf("%-22s %10.1f %-3s %s%n", figure, value, unit, words);
  }

  private static double percentile(List<Double> values, int percent) {
    List<Double> sorted = values.stream().sorted().toList();
    int index = (int) Math.ceil(percent / 100.0 * sorted.size()) - 1;
    return sorted.get(Math.max(0, index));
  }

  private static double megabytes(CollectorProcess collector) {
    return collector.process().residentBytes() / 1024.0 / 1024.0;
  }
}
