package dev.weft.benchmarks.subject;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.benchmarks.process.JvmCommand;
import dev.weft.benchmarks.process.MeasuredProcess;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Weft's agent in every program.
 *
 * @param name {@code weft-mtls}
 * @param policy whether calls are routed by a VirtualService, with retries and outlier detection
 * @param mtls whether they are mesh TLS; plaintext otherwise
 * @param ratio of traces that are recorded; 0: none
 */
record Weft(String name, boolean policy, boolean mtls, double ratio) implements Subject {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final int SERVICE_PORT = 8080;
  private static final int WITNESS_CALLS = 400;

  /** A loopback address that nothing else listens at. */
  private static final String WITNESS_ADDRESS = "127.0.0.2";

  @Override
  public List<String> next(Stage stage, Role caller, Role callee) {
    return List.of("http://" + stage.service(callee) + ":" + SERVICE_PORT);
  }

  @Override
  public void dress(Stage stage, Role role, int instance, JvmCommand jvm) {
    jvm.option("-javaagent:" + stage.site().agent())
        .option("-Dweft.collector=" + stage.collector().url())
        .option("-Dweft.service=" + stage.service(role))
        .option("-Dweft.labels=version=v1")
        .option("-Dweft.state-dir=none")
        .option("-Dweft.start.wait=20s")
        .environment("OTEL_TRACES_SAMPLER", "parentbased_traceidratio")
        .environment("OTEL_TRACES_SAMPLER_ARG", Double.toString(ratio));
    if (!role.kind().isDriver()) {
      jvm.option("-Dweft.ports=" + SERVICE_PORT + ":" + stage.port(role, instance));
    }
    if (instance >= role.instances()) {
      jvm.option("-Dweft.advertise=" + WITNESS_ADDRESS);
    }
  }

  @Override
  public void prepare(Stage stage) throws IOException, InterruptedException, CheckFailed {
    for (Role callee : stage.called()) {
      String service = stage.service(callee);
      stage.collector().apply(documents(service));
      registered(stage, service, callee.instances());
    }
  }

  private String documents(String service) {
    String tls = mtls ? "ISTIO_MUTUAL" : "DISABLE";
    if (!policy) {
      return """
      apiVersion: networking.istio.io/v1
      kind: DestinationRule
      metadata: {name: %1$s, namespace: default}
      spec:
        host: %1$s
        trafficPolicy:
          tls: {mode: %2$s}
      """
          .formatted(service, tls);
    }
    return """
    apiVersion: networking.istio.io/v1
    kind: DestinationRule
    metadata: {name: %1$s, namespace: default}
    spec:
      host: %1$s
      trafficPolicy:
        tls: {mode: %2$s}
        loadBalancer: {simple: LEAST_REQUEST}
        outlierDetection: {consecutive5xxErrors: 5, interval: 5s, baseEjectionTime: 30s}
      subsets:
      - {name: v1, labels: {version: v1}}
      - {name: v2, labels: {version: v2}}
    ---
    apiVersion: networking.istio.io/v1
    kind: VirtualService
    metadata: {name: %1$s, namespace: default}
    spec:
      hosts: [%1$s]
      http:
      - match:
        - headers: {end-user: {exact: jason}}
        - uri: {prefix: /beta/}
        route:
        - destination: {host: %1$s, subset: v2}
      - route:
        - destination: {host: %1$s, subset: v1}
        timeout: 60s
        retries: {attempts: 3, perTryTimeout: 20s, retryOn: "connect-failure,refused-stream,503"}
    """
        .formatted(service, tls);
  }

  private void registered(Stage stage, String service, int count)
      throws IOException, InterruptedException, CheckFailed {
    CollectorProcess collector = stage.collector();
    collector.await(
        count + " instances of " + service,
        () ->
            collector.ofService("instances", service).stream()
                    .filter(each -> !each.path("suspect").asBoolean())
                    .filter(each -> !each.path("ports").isEmpty())
                    .filter(each -> !mtls || mtlsPort(each) > 0)
                    .count()
                == count,
        () -> "see " + stage.directory());
  }

  private static int mtlsPort(JsonNode instance) {
    return instance.path("ports").path(0).path("mtlsPort").asInt();
  }

  @Override
  public void check(Stage stage) throws IOException, InterruptedException, CheckFailed {
    woven(stage);
    applied(stage);
    witness(stage);
    if (ratio > 0) {
      Proofs.spans(stage);
    } else {
      Proofs.noSpans(stage);
    }
  }

  /** Every program has an agent that is connected, wove something, and had no fault. */
  static void woven(Stage stage) throws IOException, InterruptedException, CheckFailed {
    for (Role role : stage.dressed()) {
      String service = stage.service(role);
      List<JsonNode> agents = stage.collector().ofService("agents", service);
      if (agents.size() != role.instances()) {
        throw new CheckFailed(
            service + " is expected to have " + role.instances() + " agents, not " + agents);
      }
      for (JsonNode agent : agents) {
        Set<String> states = new TreeSet<>();
        for (JsonNode adapter : agent.path("adapters")) {
          states.add(adapter.path("state").asText());
          if (adapter.path("faults").asInt() > 0) {
            throw new CheckFailed(service + " has faults: " + adapter);
          }
        }
        if (!agent.path("connected").asBoolean() || !states.contains("woven")) {
          throw new CheckFailed(service + " is not woven: " + agent);
        }
      }
    }
  }

  /** Callers have their callees' policy in force and know of all of their instances. */
  private static void applied(Stage stage) throws IOException, InterruptedException, CheckFailed {
    for (Role caller : stage.dressed()) {
      for (JsonNode agent : stage.collector().ofService("agents", stage.service(caller))) {
        String uses = agent.path("uses").toString();
        for (String callee : caller.calls()) {
          if (!uses.contains(callee + "-" + stage.subject().name())) {
            throw new CheckFailed(caller.name() + " does not use " + callee + ": " + agent);
          }
        }
      }
    }
  }

  /**
   * One more instance, reached through a relay that sees the wire; it leaves before anything is
   * measured.
   */
  private void witness(Stage stage) throws IOException, InterruptedException, CheckFailed {
    Role role = stage.called().get(0);
    String service = stage.service(role);
    MeasuredProcess witness = stage.extra(role);
    try {
      registered(stage, service, role.instances() + 1);
      JsonNode instance =
          stage.collector().ofService("instances", service).stream()
              .filter(
                  each ->
                      each.path("ports").path(0).path("address").asText().equals(WITNESS_ADDRESS))
              .findFirst()
              .orElseThrow(() -> new CheckFailed("the witness is not at " + WITNESS_ADDRESS));
      int port = mtls ? mtlsPort(instance) : instance.path("ports").path(0).path("port").asInt();
      try (Relay relay = new Relay(new InetSocketAddress(WITNESS_ADDRESS, port), port)) {
        stage
            .collector()
            .await(
                "calls through the witness",
                () -> {
                  // Calls that meet a cold instance may fail; what is measured later may not.
                  stage.send(WITNESS_CALLS);
                  return relay.isUsed();
                },
                () -> "none came");
        relay.expect(mtls);
        witness.end(SOON);
        registered(stage, service, role.instances());
      }
    } finally {
      witness.close();
    }
  }
}
