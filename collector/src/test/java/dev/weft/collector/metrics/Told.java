package dev.weft.collector.metrics;

import dev.weft.policy.frame.AgentMessage.Stats;
import dev.weft.policy.frame.AgentMessage.Stats.Exemplar;
import dev.weft.policy.frame.AgentMessage.Stats.Lost;
import dev.weft.policy.frame.AgentMessage.Stats.Series;
import dev.weft.policy.frame.Channel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What an agent tells, made up. */
final class Told {
  private final Map<String, String> labels = new HashMap<>();
  private String instance = "";
  private final List<Exemplar> exemplars = new ArrayList<>();
  private double edge = 10;
  private double millisEach = 8;

  /** A call as its caller counted it. */
  static Told byCaller(String source, String destination, String version) {
    Told told = new Told().with("reporter", "source").plaintext().with("response_code", "200");
    told.side("source", source, "v1");
    told.side("destination", destination, version);
    told.instance = "agent-" + destination + "-" + version + "/" + destination;
    return told.to(destination);
  }

  /** A call as its server counted it, who knows its caller's account or nothing. */
  static Told byServer(String source, String destination, String version) {
    Told told = new Told().with("reporter", "destination").plaintext().with("response_code", "200");
    told.side("source", source, "unknown");
    told.with("source_workload", source);
    told.side("destination", destination, version);
    return told.to(destination);
  }

  private Told to(String destination) {
    return with("destination_service", destination + ".default.svc.cluster.local")
        .with("destination_service_name", destination)
        .with("destination_service_namespace", "default")
        .with("request_protocol", "http")
        .with("response_flags", "-");
  }

  private void side(String side, String service, String version) {
    with(side + "_workload", service + "-" + version);
    with(side + "_workload_namespace", "default");
    with(side + "_canonical_service", service);
    with(side + "_version", version);
  }

  Told with(String label, String value) {
    labels.put(label, value);
    return this;
  }

  Told plaintext() {
    return with("connection_security_policy", "none");
  }

  Told secured() {
    return with("connection_security_policy", "mutual_tls");
  }

  Told at(String instanceId) {
    instance = instanceId;
    return this;
  }

  /** All calls so long, in the bucket up to {@code upTo}. */
  Told lasting(double millis, double upTo) {
    millisEach = millis;
    edge = upTo;
    return this;
  }

  Told traced(String traceId) {
    exemplars.add(new Exemplar(bucket(), traceId, millisEach));
    return this;
  }

  private int bucket() {
    return Channel.BUCKET_EDGES_MILLIS.indexOf(edge);
  }

  Series series(long count) {
    List<Long> buckets = new ArrayList<>(Collections.nCopies(Durations.BUCKETS, 0L));
    buckets.set(bucket(), count);
    return new Series(labels, instance, count, count * millisEach, buckets, exemplars);
  }

  static Stats stats(long intervalMillis, Series... series) {
    return new Stats(1, intervalMillis, Lost.NOTHING, List.of(series));
  }
}
