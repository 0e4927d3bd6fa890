package dev.weft.collector.server;

import dev.weft.policy.frame.AgentMessage.SignRequest;
import dev.weft.policy.frame.CollectorMessage.Certificate;
import dev.weft.policy.frame.CollectorMessage.Welcome;
import dev.weft.policy.frame.Frame;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.KeyPair;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A collector with TLS and tokens, and its first administrator. */
abstract class SecuredFixture {
  static final String REVIEWS = "{\"kind\":\"service\",\"serviceAccount\":\"reviews\"}";

  @TempDir Path folder;
  TestCollector collector;

  @BeforeEach
  void start() {
    collector = TestCollector.secured(folder);
  }

  @AfterEach
  void stop() {
    collector.close();
  }

  FakeAgent agent(HttpClient client, String id, String service, String token) {
    FakeAgent agent = FakeAgent.secured(client, collector.port(), id, service, token);
    agent.hello("machine");
    agent.await(Welcome.class);
    agent.ack(agent.await(Frame.class));
    return agent;
  }

  static String signed(FakeAgent agent, KeyPair keys) {
    agent.send(new SignRequest(TestTls.request(keys)));
    return agent.await(Certificate.class).chain();
  }

  HttpClient proven(KeyPair keys, String chain) {
    return HttpClient.newBuilder().sslContext(TestTls.showing(folder, keys, chain)).build();
  }

  TestCollector operator(String role) {
    return collector.as(collector.createToken("{\"kind\":\"operator\",\"role\":\"" + role + "\"}"));
  }

  static HttpResponse<String> otlp(TestCollector as) {
    return as.send(
        HttpRequest.newBuilder(as.uri("/v1/traces"))
            .header("content-type", "application/x-protobuf")
            .POST(BodyPublishers.ofByteArray(new byte[0])));
  }
}
