package dev.weft.benchmarks.report;

import java.util.ArrayList;
import java.util.List;

/** What the project set itself, as data. */
final class Goals {
  private static final String REQUESTS = "requests";
  private static final String STARTUP = "startup";
  private static final String CORE = "core";

  private Goals() {}

  static List<Goal> all() {
    List<Goal> all = new ArrayList<>();
    requests("http-jdk-1k", "java.net.http → JDK server", all);
    requests("http-apache-1k", "Apache → Tomcat", all);
    core(all);
    startup("jdk17", "JDK 17", all);
    startup("jdk25", "JDK 25", all);
    fleet("a change of policy applied by 1,000 agents, p99", "push-p99", all);
    fleet("1,000 agents back after the collector's restart", "back-all", 10_000, all);
    fleet("the slowest command, with 1,000 agents", "command-max", all);
    all.add(
        new Goal(
            "agent jar",
            10,
            Unit.MEGABYTES,
            summary -> summary.of(STARTUP, "jar", "weft", "size")));
    return all;
  }

  private static void requests(String workload, String name, List<Goal> to) {
    to.add(
        new Goal(
            "CPU per request, " + name + ", routing, balancing, retries armed: × no agent",
            1.03,
            Unit.TIMES,
            summary -> summary.ratio(REQUESTS, workload, "weft-policy", "none", "cpu")));
    to.add(
        new Goal(
            "CPU added with every request traced, " + name + ": × what OpenTelemetry's agent adds",
            0.5,
            Unit.TIMES,
            summary ->
                summary.partOfAddition(
                    REQUESTS, workload, "weft-traced-100", "otel-100", "none", "cpu")));
    to.add(
        new Goal(
            "p99 added at 1,000 requests/s, " + name,
            50,
            Unit.MICROS,
            summary ->
                summary.difference(REQUESTS, workload, "weft-policy", "none", "p99-at-1000")));
    to.add(
        new Goal(
            "CPU per request with mTLS, " + name + ": × the application's own TLS",
            1.02,
            Unit.TIMES,
            summary -> summary.ratio(REQUESTS, workload, "weft-mtls", "app-tls", "cpu")));
  }

  private static void fleet(String name, String figure, List<Goal> to) {
    fleet(name, figure, 500, to);
  }

  private static void fleet(String name, String figure, double millis, List<Goal> to) {
    to.add(
        new Goal(
            name,
            millis,
            Unit.MILLIS,
            summary -> summary.of("fleet", "agents-1000", "collector", figure)));
  }

  private static void core(List<Goal> to) {
    core("call to an unknown host, propagation off", "unknownHost", 30, 0, to);
    core("full path, unsampled, 200 hosts, 20 endpoints", "meshed", 250, 200, to);
  }

  private static void core(String name, String subject, double nanos, double bytes, List<Goal> to) {
    to.add(
        new Goal(
            "core: " + name,
            nanos,
            Unit.NANOS,
            summary -> summary.of(CORE, "path", subject, "time")));
    to.add(
        new Goal(
            "core: " + name + ", allocated",
            bytes,
            Unit.BYTES,
            summary -> summary.of(CORE, "path", subject, "allocated")));
  }

  private static void startup(String jdk, String name, List<Goal> to) {
    ratio("trivial main, " + name + ": CPU × idle agent", "trivial-" + jdk, "cpu", "idle", 1.5, to);
    ratio(
        "trivial main, " + name + ": loaded classes × idle agent",
        "trivial-" + jdk,
        "classes",
        "idle",
        1.25,
        to);
    added("trivial main, " + name + ": RSS over no agent", "trivial-" + jdk, "rss", 20, to);
    ratio(
        "HTTP program, " + name + ", both sides woven, link up: CPU × idle agent",
        "http-" + jdk,
        "cpu",
        "idle",
        1.3,
        to);
    added(
        "HTTP program, " + name + ": RSS after 2,000 requests over no agent",
        "http-" + jdk,
        "rss-2000",
        25,
        to);
    ratio(
        "Spring Boot, " + name + ": time to ready × no agent",
        "spring-" + jdk,
        "start",
        "none",
        1.05,
        to);
    ratio("Spring Boot, " + name + ": CPU × no agent", "spring-" + jdk, "cpu", "none", 1.05, to);
  }

  private static void ratio(
      String name, String workload, String figure, String base, double bound, List<Goal> to) {
    to.add(
        new Goal(
            name,
            bound,
            Unit.TIMES,
            summary -> summary.ratio(STARTUP, workload, "weft", base, figure)));
  }

  private static void added(
      String name, String workload, String figure, double megabytes, List<Goal> to) {
    to.add(
        new Goal(
            name,
            megabytes,
            Unit.MEGABYTES,
            summary -> summary.difference(STARTUP, workload, "weft", "none", figure)));
  }
}
