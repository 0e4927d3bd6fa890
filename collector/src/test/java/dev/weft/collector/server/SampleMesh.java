package dev.weft.collector.server;

import dev.weft.policy.frame.AgentMessage.AdapterReport;
import dev.weft.policy.frame.AgentMessage.Ejections;
import dev.weft.policy.frame.AgentMessage.Ejections.Ejection;
import dev.weft.policy.frame.AgentMessage.Register;
import dev.weft.policy.frame.AgentMessage.Report;
import dev.weft.policy.frame.AgentMessage.Stats;
import dev.weft.policy.frame.AgentMessage.Stats.Lost;
import dev.weft.policy.frame.AgentMessage.Stats.Series;
import dev.weft.policy.frame.Channel;
import dev.weft.policy.frame.CollectorMessage;
import dev.weft.policy.frame.Instance;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Bookinfo without JVMs: agents that registered, what they counted in the last minute, a trace with
 * a retry. One instance of details fails, and names and labels are what an attacker would send.
 */
final class SampleMesh implements AutoCloseable {
  static final String HOSTILE = "<img src=x onerror=alert(1)>";
  static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

  /** So that the latest minute that everybody has told of has them, too. */
  private static final long MILLIS = 120_000;

  private final List<FakeAgent> agents = new ArrayList<>();
  private final TestCollector collector;

  SampleMesh(TestCollector collector) {
    this.collector = collector;
    FakeAgent page = agent("a1", "productpage", "v1", 9081);
    agent("a2", "details", "v1", 9082);
    agent("a3", "details", "v1", 9083);
    FakeAgent reviews = agent("a4", "reviews", "v1", 9084);
    agent("a5", "reviews", "v2", 9085);
    FakeAgent ratings = agent("a6", "ratings", HOSTILE, 9086);
    tell(
        page,
        call("productpage", "details", "v1", "a2", 1200, "200", "-", true),
        call("productpage", "details", "v1", "a3", 400, "503", "UF", true),
        call("productpage", "reviews", "v1", "a4", 1600, "200", "-", true),
        call("productpage", "reviews", "v2", "a5", 400, "200", "-", true),
        call("productpage", "PassthroughCluster", "unknown", "", 60, "200", "-", false));
    page.send(
        new Ejections(
            0,
            List.of(
                new Ejection(
                    "reviews.default.svc.cluster.local",
                    "",
                    "a4/reviews",
                    9080,
                    "consecutive_5xx",
                    5,
                    2_000,
                    600_000))));
    tell(reviews, call("reviews", "ratings", HOSTILE, "a6", 1600, "200", "-", false));
    ratings.send(
        new Report(
            List.of(
                new AdapterReport("tomcat", "woven", List.of("server", "drain"), 0, ""),
                new AdapterReport("grpc-client", "idle", List.of(), 0, HOSTILE)),
            ""));
    tell(ratings);
    trace();
  }

  private FakeAgent agent(String id, String service, String version, int port) {
    FakeAgent agent = FakeAgent.connect(collector.client, collector.port(), id, service);
    agents.add(agent);
    Map<String, String> labels = Map.of("app", service, "version", version);
    agent.hello("machine", labels);
    CollectorMessage welcome = agent.next();
    if (!(welcome instanceof CollectorMessage.Welcome)) {
      throw new AssertionError(welcome);
    }
    agent.ack(agent.await(dev.weft.policy.frame.Frame.class));
    agent.send(
        new Register(
            List.of(
                new Instance(
                    id + "/" + service,
                    service,
                    "default",
                    service,
                    labels,
                    List.of(new Instance.Port(9080, "127.0.0.1", port, "http", port, false))))));
    CollectorMessage message = agent.next();
    while (!(message instanceof CollectorMessage.Registered)) {
      if (message instanceof dev.weft.policy.frame.Frame frame) {
        agent.ack(frame);
      }
      message = agent.next();
    }
    return agent;
  }

  private static void tell(FakeAgent agent, Series... series) {
    agent.send(new Stats(1, MILLIS, Lost.NOTHING, List.of(series)));
  }

  private static Series call(
      String from,
      String to,
      String version,
      String agent,
      long count,
      String code,
      String flags,
      boolean secured) {
    Map<String, String> labels = new HashMap<>();
    labels.put("reporter", "source");
    labels.put("source_canonical_service", from);
    labels.put("source_workload", from + "-v1");
    labels.put("source_workload_namespace", "default");
    labels.put("source_version", "v1");
    boolean outside = to.equals("PassthroughCluster");
    labels.put("destination_service", outside ? to : to + ".default.svc.cluster.local");
    labels.put("destination_service_name", to);
    labels.put("destination_service_namespace", outside ? "unknown" : "default");
    labels.put("destination_canonical_service", to);
    labels.put("destination_workload", to + "-" + version);
    labels.put("destination_workload_namespace", "default");
    labels.put("destination_version", version);
    labels.put("request_protocol", "http");
    labels.put("response_code", code);
    labels.put("response_flags", flags);
    labels.put("connection_security_policy", secured ? "mutual_tls" : "none");
    List<Long> buckets =
        new ArrayList<>(Collections.nCopies(Channel.BUCKET_EDGES_MILLIS.size() + 1, 0L));
    buckets.set(Channel.BUCKET_EDGES_MILLIS.indexOf(10.0), count * 9 / 10);
    buckets.set(Channel.BUCKET_EDGES_MILLIS.indexOf(50.0), count - count * 9 / 10);
    return new Series(
        labels, agent.isEmpty() ? "" : agent + "/" + to, count, count * 8.0, buckets, List.of());
  }

  private void trace() {
    long start = System.currentTimeMillis() - 2_000;
    String spans =
        span("1000000000000001", "", "GET /productpage", 2, start, 40, "")
            + ","
            + span("1000000000000002", "1000000000000001", "GET", 3, start + 2, 9, attempt("UF", 1))
            + ","
            + span(
                "1000000000000003", "1000000000000001", "GET", 3, start + 14, 21, attempt("", 2));
    String body =
        """
        {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"productpage"}}]},
        "scopeSpans":[{"scope":{"name":"dev.weft.agent"},"spans":[%s]}]}]}
        """
            .formatted(spans);
    var answer =
        collector.send(
            HttpRequest.newBuilder(collector.uri("/v1/traces"))
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    if (answer.statusCode() != 200) {
      throw new AssertionError(answer.body());
    }
  }

  private static String attempt(String flags, int number) {
    return text("server.address", "details")
        + ","
        + text("weft.route", "details[0]")
        + ","
        + text("weft.subset", "v1")
        + ","
        + text("hostile", HOSTILE)
        + (flags.isEmpty()
            ? ""
            : ","
                + text("weft.flags", flags)
                + ","
                + text("error.type", "java.net.ConnectException"))
        + (number > 1
            ? ",{\"key\":\"weft.attempt\",\"value\":{\"intValue\":\"" + number + "\"}}"
            : "");
  }

  private static String text(String key, String value) {
    return "{\"key\":\"" + key + "\",\"value\":{\"stringValue\":\"" + value + "\"}}";
  }

  private static String span(
      String id, String parent, String name, int kind, long start, long millis, String attributes) {
    boolean failed = attributes.contains("error.type");
    return """
        {"traceId":"%s","spanId":"%s","parentSpanId":"%s","name":"%s","kind":%d,
        "startTimeUnixNano":"%d","endTimeUnixNano":"%d","attributes":[%s],"status":{"code":%d}}
        """
        .formatted(
            TRACE,
            id,
            parent,
            name,
            kind,
            TimeUnit.MILLISECONDS.toNanos(start),
            TimeUnit.MILLISECONDS.toNanos(start + millis),
            attributes,
            failed ? 2 : 0);
  }

  @Override
  public void close() {
    agents.forEach(FakeAgent::close);
  }
}
