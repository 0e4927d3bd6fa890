package dev.weft.benchmarks.requests;

import dev.weft.benchmarks.apps.ApacheClient;
import dev.weft.benchmarks.apps.JdkClient;
import dev.weft.benchmarks.apps.JdkServer;
import dev.weft.benchmarks.apps.TomcatServer;
import dev.weft.benchmarks.apps.chain.ChainApplication;
import dev.weft.benchmarks.apps.grpc.GrpcClient;
import dev.weft.benchmarks.apps.grpc.GrpcServer;
import dev.weft.benchmarks.subject.Role;
import java.util.List;
import java.util.Set;

/** All there are. */
final class Workloads {
  private static final int CONNECTIONS = 16;

  /** The workload that goals are about has its processes started anew more often than others. */
  private static final int MAIN_FORKS = 2;

  private static final Set<String> HOP =
      Set.of(
          "none",
          "weft-off",
          "weft",
          "weft-policy",
          "weft-mtls",
          "weft-traced-1",
          "weft-traced-100",
          "otel-1",
          "otel-100",
          "app-tls",
          "haproxy",
          "envoy",
          "envoy-mtls");

  private static final Set<String> CHAIN =
      Set.of("none", "weft-policy", "weft-mtls", "weft-traced-100", "otel-100", "haproxy");

  /** What further libraries add is how their adapters do; the rest is known from the first. */
  private static final Set<String> FURTHER =
      Set.of(
          "none", "weft-off", "weft-policy", "weft-mtls", "weft-traced-100", "otel-100", "app-tls");

  private Workloads() {}

  static List<Workload> all() {
    return List.of(
        hop(
            "http-jdk",
            JdkServer.class,
            JdkClient.class,
            List.of(small("http-jdk"), large("http-jdk")),
            HOP,
            MAIN_FORKS),
        // Large bodies cost the wire and TLS, whatever library sends them: seen in the main one.
        hop(
            "http-apache",
            TomcatServer.class,
            ApacheClient.class,
            List.of(small("http-apache")),
            FURTHER,
            1),
        chain(),
        grpc());
  }

  /**
   * @param fork from 0
   */
  static List<Workload> of(int fork) {
    return all().stream().filter(each -> fork < each.forks()).toList();
  }

  /** One hop over HTTP/1.1 to one of two servers. */
  private static Workload hop(
      String name,
      Class<?> server,
      Class<?> client,
      List<Load> loads,
      Set<String> subjects,
      int forks) {
    return new Workload(
        name,
        List.of(
            Role.server("server", server.getName(), 2),
            Role.driver("client", client.getName(), "server")),
        loads,
        subjects,
        forks);
  }

  private static Load small(String name) {
    return new Load(name + "-1k", "/1k", List.of(1_000, 2_000), CONNECTIONS, 10_000);
  }

  private static Load large(String name) {
    return new Load(name + "-64k", "/64k", List.of(1_000), CONNECTIONS, 2_000);
  }

  /** Three applications of Spring Boot one behind the other, called from outside. */
  private static Workload chain() {
    String main = ChainApplication.class.getName();
    return new Workload(
        "chain",
        List.of(
            Role.server("c", main, 1),
            Role.between("b", main, "c"),
            Role.between("a", main, "b"),
            Role.outside("driver", JdkClient.class.getName(), "a")),
        List.of(new Load("chain-1k", "/1k", List.of(200), CONNECTIONS, 3_000)),
        CHAIN,
        1);
  }

  /** One hop over gRPC to one of two servers. */
  private static Workload grpc() {
    return new Workload(
        "grpc",
        List.of(
            Role.server("server", GrpcServer.class.getName(), 2),
            Role.driver("client", GrpcClient.class.getName(), "server")),
        List.of(
            new Load("grpc-unary", "unary", List.of(1_000, 2_000), CONNECTIONS, 10_000),
            new Load("grpc-stream", "stream", List.of(100), CONNECTIONS, 300)),
        FURTHER,
        1);
  }
}
