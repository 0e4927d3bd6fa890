package dev.weft.benchmarks.fleet;

import com.sun.management.OperatingSystemMXBean;
import dev.weft.benchmarks.process.CpuClock;
import dev.weft.benchmarks.report.Results;
import dev.weft.benchmarks.report.Sample;
import dev.weft.benchmarks.subject.CollectorProcess;
import dev.weft.benchmarks.subject.Site;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One collector and many agents: its start, its memory, how long a change takes to be applied by
 * all, and how all come back after it was killed.
 */
public final class FleetSuite {
  private static final String SUITE = "fleet";
  private static final String SUBJECT = "collector";

  /** As long as agents still come, or a change still reaches some, the run goes on. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** What operators type most, each so many times. */
  private static final List<List<String>> COMMANDS =
      List.of(List.of("get"), List.of("services"), List.of("status"));

  private static final int COMMAND_RUNS = 5;

  /** Arrivals are counted in steps of so many milliseconds. */
  private static final long STEP_MILLIS = 250;

  private static final Pattern USED = Pattern.compile("(?:heap|generation) .*used (\\d+)K");

  private final Site site;
  private final int count;
  private final int changes;
  private final Results results;
  private final PrintStream out;

  /**
   * @param count of agents
   * @param changes of policy that are pushed one after the other
   */
  public FleetSuite(Site site, int count, int changes, Results results, PrintStream out) {
    this.site = site;
    this.count = count;
    this.changes = changes;
    this.results = results;
    this.out = out;
  }

  /** Measures one round: about a minute on a quiet machine. */
  public void run(int round) throws IOException, InterruptedException {
    long began = System.nanoTime();
    try (CollectorProcess collector = CollectorProcess.startAsLaunched(site)) {
      say(round, "start", "ms", millisSince(began), "the collector's start until it is ready");
      say(round, "rss-alone", "MB", resident(collector), "resident without agents");
      double heap = liveHeap(collector);
      try (Fleet fleet = new Fleet(collector.url(), count)) {
        connect(round, collector, fleet);
        Thread.sleep(5_000);
        say(round, "rss-with-agents", "MB", resident(collector), "resident, all agents idle");
        double perAgent = (liveHeap(collector) - heap) / count;
        say(round, "heap-per-agent", "B", perAgent, "live heap for each idle agent");
        idle(round, collector);
        pushes(round, collector, fleet);
        commands(round, collector);
        restart(round, collector, fleet);
      }
    }
  }

  private void connect(int round, CollectorProcess collector, Fleet fleet)
      throws InterruptedException {
    long own = ownCpuNanos();
    CpuClock.Reading before = collector.process().cpu();
    long began = System.nanoTime();
    fleet.start();
    until("all agents connected", fleet::readyCount, fleet);
    say(round, "connect-all", "ms", millisSince(began), "all agents connected at once");
    say(round, "connect-cpu", "ms", cpuMillis(collector, before), "the collector's CPU for that");
    say(round, "driver-cpu", "ms", (ownCpuNanos() - own) / 1e6, "that of all simulated agents");
  }

  private void idle(int round, CollectorProcess collector) throws InterruptedException {
    CpuClock.Reading before = collector.process().cpu();
    long began = System.nanoTime();
    Thread.sleep(5_000);
    double share = 100 * cpuMillis(collector, before) / millisSince(began);
    say(round, "idle-cpu", "%", share, "of a core, with heartbeats alone");
  }

  private static double cpuMillis(CollectorProcess collector, CpuClock.Reading before) {
    return collector.process().cpu().since(before).total() / 1e6;
  }

  private static long ownCpuNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  /** As an operator types them, launcher included. */
  private void commands(int round, CollectorProcess collector)
      throws IOException, InterruptedException {
    List<Double> all = new ArrayList<>();
    for (List<String> words : COMMANDS) {
      List<String> line = new ArrayList<>();
      line.add(site.home().resolve("weft").toString());
      line.addAll(words);
      line.addAll(List.of("--collector", collector.url()));
      List<Double> each = new ArrayList<>();
      for (int i = 0; i < COMMAND_RUNS; i++) {
        long began = System.nanoTime();
        output(line);
        each.add(millisSince(began));
      }
      all.addAll(each);
      String name = String.join("-", words);
      say(round, "command-" + name, "ms", percentile(each, 50), "weft " + words.get(0));
    }
    say(round, "command-max", "ms", percentile(all, 100), "the slowest of these commands");
  }

  private void pushes(int round, CollectorProcess collector, Fleet fleet)
      throws IOException, InterruptedException {
    List<Double> each = new ArrayList<>();
    List<Double> slowest = new ArrayList<>();
    for (int change = 0; change < changes; change++) {
      Fleet.Push push = fleet.expect("change-" + round + "-" + change);
      long began = System.nanoTime();
      collector.apply(document(push.marker, change));
      until("a change applied by all", push.appliedNanos::size, fleet);
      double last = 0;
      for (long applied : push.appliedNanos.values()) {
        double millis = (applied - began) / 1e6;
        each.add(millis);
        last = Math.max(last, millis);
      }
      slowest.add(last);
      Thread.sleep(200);
    }
    say(round, "push-p50", "ms", percentile(each, 50), "from the write to applied, by an agent");
    say(round, "push-p99", "ms", percentile(each, 99), "the same, of the slowest of a hundred");
    say(round, "push-all-p50", "ms", percentile(slowest, 50), "until the last agent has it");
    say(round, "push-all-max", "ms", percentile(slowest, 100), "the same, of the slowest change");
  }

  private static String document(String marker, int change) {
    return """
    apiVersion: networking.istio.io/v1
    kind: VirtualService
    metadata:
      name: fleet
      namespace: default
      annotations: {weft.dev/marker: %s}
    spec:
      hosts: [s0]
      http:
      - timeout: %ds
        route: [{destination: {host: s0}}]
    """
        .formatted(marker, change + 1);
  }

  /** Killed, away for ten seconds, so that agents wait as long as they ever do, and started. */
  private void restart(int round, CollectorProcess collector, Fleet fleet)
      throws IOException, InterruptedException {
    collector.kill();
    Thread.sleep(10_000);
    fleet.reset();
    long began = System.nanoTime();
    collector.startAgain();
    long listening = System.nanoTime();
    say(round, "restart", "ms", millisSince(began), "the collector's start with its store");
    until("all agents back", fleet::readyCount, fleet);
    long back = System.nanoTime();
    long first = fleet.arrivals().stream().mapToLong(Long::longValue).min().orElse(listening);
    long from = Math.min(first, listening);
    say(round, "back-all", "ms", (back - from) / 1e6, "from its return until all are back");
    long[] steps = new long[(int) ((back - from) / 1e6 / STEP_MILLIS) + 1];
    for (long arrival : fleet.arrivals()) {
      int step = (int) ((arrival - from) / 1e6 / STEP_MILLIS);
      steps[Math.min(step, steps.length - 1)]++;
    }
    long most = 0;
    out.println("  arrivals after its return:");
    for (int i = 0; i < steps.length; i++) {
      most = Math.max(most, steps[i]);
      int width = (int) (60 * steps[i] / count);
      out.printf("  %6d ms %5d %s%n", i * STEP_MILLIS, steps[i], "#".repeat(width));
    }
    say(round, "arrivals-max", "1", most, "most arrivals within " + STEP_MILLIS + " ms");
    say(round, "lost-again", "1", fleet.losses(), "connections lost after they were back");
    say(round, "turned-away", "1", fleet.failures(), "attempts in vain, most before its return");
  }

  /** Waits until {@code reached} counts all agents. */
  private void until(String what, IntSupplier reached, Fleet fleet) throws InterruptedException {
    int before = -1;
    long since = System.nanoTime();
    for (int now = reached.getAsInt(); now < count; now = reached.getAsInt()) {
      if (now != before) {
        before = now;
        since = System.nanoTime();
      } else if (System.nanoTime() - since > PATIENCE.toNanos()) {
        throw new IllegalStateException(
            "%s: %d of %d, and no more for %d s; %d are ready, connections ended by %s"
                .formatted(
                    what, now, count, PATIENCE.toSeconds(), fleet.readyCount(), fleet.reasons()));
      }
      Thread.sleep(1);
    }
  }

  private void say(int round, String figure, String unit, double value, String words) {
    results.add(new Sample(SUITE, "agents-" + count, SUBJECT, figure, unit, round, value));
    out.printf("%-16s %10.1f %-3s %s%n", figure, value, unit, words);
  }

  /** Bytes that are in use after a full collection, of all generations. */
  private double liveHeap(CollectorProcess collector) throws IOException, InterruptedException {
    jcmd(collector, "GC.run");
    String info = jcmd(collector, "GC.heap_info");
    double bytes = 0;
    for (Matcher used = USED.matcher(info); used.find(); ) {
      bytes += Double.parseDouble(used.group(1)) * 1024;
    }
    if (bytes == 0) {
      throw new IOException("jcmd GC.heap_info says nothing of what is used: " + info);
    }
    return bytes;
  }

  private String jcmd(CollectorProcess collector, String command)
      throws IOException, InterruptedException {
    Path tool = site.jdk().resolve("bin/jcmd");
    return output(List.of(tool.toString(), "" + collector.process().pid(), command));
  }

  private static String output(List<String> line) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException(String.join(" ", line) + " failed: " + text);
    }
    return text;
  }

  private static double percentile(List<Double> values, int percent) {
    List<Double> sorted = values.stream().sorted().toList();
    int index = (int) Math.ceil(percent / 100.0 * sorted.size()) - 1;
    return sorted.get(Math.max(0, index));
  }

  private static double millisSince(long nanos) {
    return (System.nanoTime() - nanos) / 1e6;
  }

  private static double resident(CollectorProcess collector) {
    return collector.process().residentBytes() / 1024.0 / 1024.0;
  }
}
