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

  private static final Set<String> HOP =
      Set.of(
          "none",
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
      Set.of("none", "weft-policy", "weft-mtls", "weft-traced-100", "otel-100", "app-tls");

  private Workloads() {}

  static List<Workload> all() {
    return List.of(
        hop("http-jdk", JdkServer.class, JdkClient.class, HOP),
        hop("http-apache", TomcatServer.class, ApacheClient.class, FURTHER),
        chain(),
        grpc());
  }

  /** One hop over HTTP/1.1 to one of two servers. */
  private static Workload hop(String name, Class<?> server, Class<?> client, Set<String> subjects) {
    return new Workload(
        name,
        List.of(
            Role.server("server", server.getName(), 2),
            Role.driver("client", client.getName(), "server")),
        List.of(
            new Load(name + "-1k", "/1k", List.of(1_000, 2_000), CONNECTIONS),
            new Load(name + "-64k", "/64k", List.of(1_000), CONNECTIONS)),
        subjects);
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
        List.of(new Load("chain-1k", "/1k", List.of(200, 400), CONNECTIONS)),
        CHAIN);
  }

  /** One hop over gRPC to one of two servers. */
  private static Workload grpc() {
    return new Workload(
        "grpc",
        List.of(
            Role.server("server", GrpcServer.class.getName(), 2),
            Role.driver("client", GrpcClient.class.getName(), "server")),
        List.of(
            new Load("grpc-unary", "unary", List.of(1_000, 2_000), CONNECTIONS),
            new Load("grpc-stream", "stream", List.of(100), CONNECTIONS)),
        FURTHER);
  }
}
