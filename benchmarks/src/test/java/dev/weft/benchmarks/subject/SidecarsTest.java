package dev.weft.benchmarks.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.net.httpserver.HttpServer;
import dev.weft.benchmarks.process.MeasuredProcess;
import dev.weft.benchmarks.subject.Sidecars.Task;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the real proxies where they are installed, else skipped. */
class SidecarsTest {
  private static final int REQUESTS = 20;
  private static final Path JDK = Path.of(System.getProperty("java.home"));

  @TempDir Path folder;

  private final HttpClient http = HttpClient.newHttpClient();
  private final AtomicInteger served = new AtomicInteger();
  private final List<MeasuredProcess> processes = new ArrayList<>();
  private HttpServer application;

  @BeforeEach
  void startApplication() throws IOException {
    application = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    application.createContext(
        "/",
        exchange -> {
          served.incrementAndGet();
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    application.start();
  }

  @AfterEach
  void stop() {
    processes.forEach(MeasuredProcess::close);
    application.stop(0);
  }

  @Test
  void haproxyPassesRequestsOnAndCountsThem() throws Exception {
    passesRequestsOnAndCountsThem(new Haproxy());
  }

  @Test
  void envoyPassesRequestsOnAndCountsThem() throws Exception {
    passesRequestsOnAndCountsThem(new Envoy(false));
  }

  @Test
  void envoyWithMutualTlsPassesRequestsOnAndCountsThem() throws Exception {
    passesRequestsOnAndCountsThem(new Envoy(true));
  }

  @Test
  void envoyInPlaintextIsNotTakenForMutualTls() throws Exception {
    Envoy plain = new Envoy(false);
    Task inbound = start(plain, "inbound", application.getAddress().getPort(), false);
    call(inbound);
    String statistics = plain.get(inbound);
    plain.check(inbound, statistics);
    assertThatThrownBy(() -> new Envoy(true).check(inbound, statistics))
        .isInstanceOf(CheckFailed.class)
        .hasMessageContaining("accepts plaintext");
  }

  private void passesRequestsOnAndCountsThem(Sidecars sidecars) throws Exception {
    Task inbound = start(sidecars, "inbound", application.getAddress().getPort(), false);
    Task outbound = start(sidecars, "outbound", inbound.port(), true);
    for (int i = 0; i < REQUESTS; i++) {
      call(outbound);
    }
    assertThat(served).hasValue(REQUESTS);
    for (Task task : List.of(inbound, outbound)) {
      String statistics = sidecars.get(task);
      assertThat(sidecars.requests(statistics)).as(task.name()).isEqualTo(REQUESTS);
      sidecars.check(task, statistics);
    }
  }

  private Task start(Sidecars sidecars, String name, int target, boolean outbound)
      throws Exception {
    assumeThat(sidecars.missing(new Site(folder, JDK, folder))).isNull();
    Task task = new Task(name, Stage.freePort(), Stage.freePort(), List.of(target), outbound);
    sidecars.start(
        JDK,
        folder,
        task,
        (title, command) -> {
          MeasuredProcess process = MeasuredProcess.start(title, command, Map.of(), folder);
          processes.add(process);
          return process;
        });
    return task;
  }

  private void call(Task task) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + task.port() + "/");
    HttpResponse<String> answer =
        http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }
}
