package dev.weft.instrumentation.http.apache;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.weft.core.fake.FaultyMesh;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A real client and a server on the loopback, around a mesh that fails. */
class MeshExecTest {
  private final FaultyMesh mesh = new FaultyMesh();
  private final AtomicInteger served = new AtomicInteger();
  private HttpServer server;
  private CloseableHttpClient client;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          served.incrementAndGet();
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
    client =
        HttpClientBuilder.create()
            .addExecInterceptorBefore(
                ChainElement.CONNECT.name(), "weft", new MeshExec(mesh, new Internals()))
            .build();
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    server.stop(0);
  }

  @Test
  void aFaultAtTheOpeningLeavesTheCallAsTheApplicationWroteIt() throws IOException {
    assertThat(get()).isEqualTo(204);
    assertThat(served).hasValue(1);
    assertThat(mesh.faults).singleElement().asString().startsWith("apache-httpclient5: ");
  }

  @Test
  void aFaultAfterAWaitDoesToo() throws IOException {
    mesh.pends = true;

    assertThat(get()).isEqualTo(204);
    assertThat(served).hasValue(1);
    assertThat(mesh.faults).hasSize(1);
  }

  @Test
  void whatIsSwitchedOffIsNotAsked() throws IOException {
    mesh.off = true;

    assertThat(get()).isEqualTo(204);
    assertThat(mesh.faults).isEmpty();
  }

  private int get() throws IOException {
    int port = server.getAddress().getPort();
    return client.execute(
        new HttpGet("http://127.0.0.1:" + port + "/"), response -> response.getCode());
  }
}
