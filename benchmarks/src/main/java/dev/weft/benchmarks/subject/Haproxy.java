package dev.weft.benchmarks.subject;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** HAProxy, one thread each, plaintext. */
final class Haproxy extends Sidecars {
  /** Column {@code req_tot} of its statistics, section 9.1 of its management guide. */
  private static final int REQUESTS_COLUMN = 48;

  @Override
  public String name() {
    return "haproxy";
  }

  @Override
  public @Nullable Missing missing(Site site) throws IOException {
    return binary() == null
        ? new Missing("HAProxy is not installed", "apt-get install haproxy")
        : null;
  }

  private static @Nullable Path binary() throws IOException {
    return Binary.ofThisMachine().find("haproxy", "HAPROXY_BINARY", List.of());
  }

  @Override
  List<String> command(Path file) throws IOException {
    Path binary = binary();
    if (binary == null) {
      throw new IOException("haproxy is no longer there");
    }
    return List.of(binary.toString(), "-db", "-f", file.toString());
  }

  @Override
  String extension() {
    return ".cfg";
  }

  @Override
  String configuration(Path jdk, Path folder, Task task) {
    String check =
        task.outbound() ? " check inter 5s observe layer7 error-limit 5 on-error mark-down" : "";
    String servers =
        IntStream.range(0, task.targets().size())
            .mapToObj(i -> "  server s%d 127.0.0.1:%d%s".formatted(i, task.targets().get(i), check))
            .collect(joining("\n"));
    return """
    global
      nbthread 1
      maxconn 4096
    defaults
      mode http
      timeout connect 1s
      timeout client 1m
      timeout server 30s
      timeout http-keep-alive 1m
      http-reuse always
      %3$s
    frontend sidecar
      bind 127.0.0.1:%1$d
      %4$s
      default_backend next
    backend next
      balance leastconn
    %5$s
    %6$s
    listen statistics
      bind 127.0.0.1:%2$d
      stats enable
      stats uri /stats
    """
        .formatted(
            task.port(),
            task.adminPort(),
            task.outbound()
                ? "retries 3\n  retry-on conn-failure empty-response 503\n  option redispatch 1"
                : "",
            task.outbound()
                ? "use_backend beta if { path_beg /beta/ } || { hdr(end-user) jason }"
                : "",
            servers,
            task.outbound() ? "backend beta\n  balance leastconn\n" + servers : "");
  }

  @Override
  String readiness() {
    return statistics();
  }

  @Override
  String statistics() {
    return "/stats;csv";
  }

  @Override
  long requests(String statistics) {
    return statistics
        .lines()
        .filter(line -> line.startsWith("sidecar,FRONTEND,"))
        .mapToLong(line -> Long.parseLong(line.split(",", -1)[REQUESTS_COLUMN]))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no frontend in " + statistics));
  }
}
