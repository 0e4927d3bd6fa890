package dev.weft.benchmarks.fleet;

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
import java.util.Random;

/**
 * What one simulated agent counts: calls that it makes and as many that it serves, all the time, in
 * three buckets each, one traced. As a real agent it has one report on its way. For the fleet's
 * thread alone.
 */
final class SimulatedCalls {
  /** That of agents. */
  static final long INTERVAL_MILLIS = 5_000;

  private static final int CALLS = 200;

  private final String service;
  private final List<String> peers;
  private final Random random;
  private long sequence;
  private long openCalls;
  private long taken;

  /**
   * @param peers services that it calls, and that call it
   */
  SimulatedCalls(String service, List<String> peers, int seed) {
    this.service = service;
    this.peers = List.copyOf(peers);
    this.random = new Random(seed);
  }

  boolean isOpen() {
    return openCalls > 0;
  }

  /** The next report; the one before was taken. */
  Stats next() {
    List<Series> series = new ArrayList<>();
    for (String peer : peers) {
      series.add(series("source", service, peer));
      series.add(series("destination", peer, service));
    }
    openCalls = series.stream().mapToLong(Series::count).sum();
    return new Stats(++sequence, INTERVAL_MILLIS, Lost.NOTHING, series);
  }

  /** The collector says that it has added the last report. */
  void taken() {
    taken += openCalls;
    openCalls = 0;
  }

  /** The connection was lost; whether the last report was added is not known, and not asked. */
  void lost() {
    openCalls = 0;
  }

  /** Calls in reports that the collector has said it added. */
  long takenCalls() {
    return taken;
  }

  private Series series(String reporter, String from, String to) {
    Map<String, String> labels = new HashMap<>();
    labels.put("reporter", reporter);
    side(labels, "source", from);
    side(labels, "destination", to);
    labels.put("destination_service", to + ".default.svc.cluster.local");
    labels.put("destination_service_name", to);
    labels.put("destination_service_namespace", "default");
    labels.put("request_protocol", "http");
    labels.put("response_code", "200");
    labels.put("response_flags", "-");
    labels.put("grpc_response_status", "");
    labels.put("connection_security_policy", "mutual_tls");
    List<Long> buckets =
        new ArrayList<>(Collections.nCopies(Channel.BUCKET_EDGES_MILLIS.size() + 1, 0L));
    long count = CALLS + random.nextInt(CALLS);
    buckets.set(2, count * 8 / 10);
    buckets.set(3, count / 10);
    buckets.set(4, count - count * 8 / 10 - count / 10);
    String trace = String.format("%016x%016x", random.nextLong(), random.nextLong() | 1);
    // A served call is of the instance itself, which the collector knows.
    String instance = reporter.equals("source") ? "sim-" + to.substring(1) + "/" + to : "";
    return new Series(
        labels, instance, count, count * 4.2, buckets, List.of(new Exemplar(2, trace, 4.2)));
  }

  private static void side(Map<String, String> labels, String side, String name) {
    labels.put(side + "_workload", name + "-v1");
    labels.put(side + "_workload_namespace", "default");
    labels.put(side + "_app", name);
    labels.put(side + "_version", "v1");
    labels.put(side + "_canonical_service", name);
    labels.put(side + "_canonical_revision", "v1");
    labels.put(side + "_principal", "cluster.local/ns/default/sa/" + name);
  }
}
