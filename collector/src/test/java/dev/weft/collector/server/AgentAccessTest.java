package dev.weft.collector.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.policy.frame.AgentMessage.SignRequest;
import dev.weft.policy.frame.AgentMessage.Stats;
import dev.weft.policy.frame.CollectorMessage.SignRefused;
import dev.weft.policy.frame.CollectorMessage.StatsTaken;
import dev.weft.policy.frame.CollectorMessage.Welcome;
import dev.weft.policy.frame.Frame;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What agents may be, and by what. */
class AgentAccessTest extends SecuredFixture {
  @Test
  void anAgentJoinsByATokenAndComesBackByItsCertificate() {
    String token = collector.createToken(REVIEWS);
    KeyPair keys = TestTls.keys();
    String chain;
    try (FakeAgent agent = agent(collector.client, "a", "reviews", token)) {
      chain = signed(agent, keys);
    }
    collector.delete("/v1/tokens/0000000000");
    HttpClient proven = proven(keys, chain);
    try (FakeAgent again = agent(proven, "b", "reviews", "")) {
      // Renewed by itself.
      assertThat(signed(again, keys)).contains("BEGIN CERTIFICATE");
    }
    // What it sends by OTLP is taken, what operators do is not.
    TestCollector asAgent = collector.as(proven, "");
    assertThat(otlp(asAgent).statusCode()).isEqualTo(200);
    assertThat(asAgent.get("/v1/policies").statusCode()).isEqualTo(403);
  }

  @Test
  void aJoinTokenGivesOneCertificate() {
    String token = collector.createToken("{\"kind\":\"join\",\"serviceAccount\":\"reviews\"}");
    try (FakeAgent first = agent(collector.client, "a", "reviews", token);
        FakeAgent second = agent(collector.client, "b", "reviews", token)) {
      signed(first, TestTls.keys());
      second.send(new SignRequest(TestTls.request(TestTls.keys())));
      assertThat(second.await(SignRefused.class).reason()).contains("used already");
    }
    assertThatThrownBy(() -> agent(collector.client, "c", "reviews", token))
        .hasStackTraceContaining("401");
  }

  @Test
  void anAgentIsWhoItsTokenSaysAndNobodyElse() {
    String token = collector.createToken(REVIEWS);
    assertEnded("ratings", token, "not allowed: default/ratings");
    KeyPair keys = TestTls.keys();
    String chain;
    try (FakeAgent agent = agent(collector.client, "a", "reviews", token)) {
      chain = signed(agent, keys);
    }
    HttpClient proven = proven(keys, chain);
    try (FakeAgent agent = FakeAgent.secured(proven, collector.port(), "b", "ratings", "")) {
      agent.hello("machine");
      assertThat(agent.closeReason()).contains("not allowed: default/ratings");
    }
    assertThat(collector.get("/metrics").body())
        .contains("weft_collector_refused_total{reason=\"channel\"} 2.0");
  }

  @Test
  void aTokenMayNameMoreServicesThanTheAccountsOwn() {
    String token =
        collector.createToken(
            "{\"kind\":\"service\",\"serviceAccount\":\"shop\",\"services\":[\"cart\",\"pay\"]}");
    try (FakeAgent agent =
        FakeAgent.secured(collector.client, collector.port(), "a", "cart", token)) {
      agent.helloOf("cart", "shop");
      agent.await(Welcome.class);
    }
    try (FakeAgent agent =
        FakeAgent.secured(collector.client, collector.port(), "b", "shop", token)) {
      agent.helloOf("shop", "shop");
      assertThat(agent.closeReason()).contains("service shop; default/shop may be cart,pay");
    }
  }

  @Test
  void anAgentCountsOnlyItsOwnCalls() {
    String token = collector.createToken(REVIEWS);
    try (FakeAgent agent = agent(collector.client, "a", "reviews", token)) {
      agent.send(new Stats(1, List.of(series("reviews"))));
      agent.await(StatsTaken.class);
      agent.send(new Stats(2, List.of(series("ratings"))));
      assertThat(agent.closeReason()).contains("counters of another than default/reviews");
    }
    assertThat(collector.get("/metrics").body())
        .contains("source_canonical_service=\"reviews\"")
        .doesNotContain("source_canonical_service=\"ratings\"");
  }

  private static Stats.Series series(String service) {
    return new Stats.Series(
        Map.of(
            "reporter",
            "source",
            "source_canonical_service",
            service,
            "source_workload_namespace",
            "default"),
        1,
        1,
        List.of());
  }

  @Test
  void anAgentThatTalksTooMuchIsEnded() {
    String token = collector.createToken(REVIEWS);
    try (FakeAgent agent = agent(collector.client, "a", "reviews", token)) {
      try {
        for (int i = 0; i < 20_000; i++) {
          agent.sendText("{\"type\":\"heartbeat\"}");
        }
      } catch (RuntimeException closed) {
        assertThat(closed).hasMessageContaining("IOException");
      }
      assertThat(agent.closeReason()).isNotEmpty();
    }
    assertThat(collector.get("/readyz").statusCode()).isEqualTo(200);
    assertThat(collector.get("/metrics").body())
        .contains("weft_collector_refused_total{reason=\"channel\"} 1.0");
  }

  @Test
  void anAgentsIdIsItsOwn() {
    String reviews = collector.createToken(REVIEWS);
    String ratings = collector.createToken("{\"kind\":\"service\",\"serviceAccount\":\"ratings\"}");
    try (FakeAgent held = agent(collector.client, "a", "reviews", reviews);
        FakeAgent thief =
            FakeAgent.secured(collector.client, collector.port(), "a", "ratings", ratings)) {
      thief.hello("machine");
      assertThat(thief.closeReason()).contains("another identity");
      assertThat(held.heardNothing()).isTrue();
    }
  }

  @Test
  void whoJoinedByARevokedTokenGoesAndDoesNotComeBack() {
    String token = collector.createToken(REVIEWS);
    KeyPair keys = TestTls.keys();
    try (FakeAgent agent = agent(collector.client, "a", "reviews", token)) {
      String chain = signed(agent, keys);
      agent.register(9080, false);
      collector.delete("/v1/tokens/" + token.split("_")[2]);
      assertThat(agent.closeReason()).contains("was revoked");
      assertThat(collector.get("/v1/instances").body()).doesNotContain("reviews");
      assertThatThrownBy(() -> agent(proven(keys, chain), "b", "reviews", ""))
          .hasStackTraceContaining("401");
    }
  }

  @Test
  void aCertificateOfAnotherAuthorityIsRefusedInTheHandshake(@TempDir Path other) {
    KeyPair keys = TestTls.keys();
    String chain;
    try (TestCollector foreign = TestCollector.secured(other);
        FakeAgent agent =
            FakeAgent.secured(
                foreign.client, foreign.port(), "a", "reviews", foreign.createToken(REVIEWS))) {
      agent.hello("machine");
      agent.await(Welcome.class);
      agent.ack(agent.await(Frame.class));
      chain = signed(agent, keys);
    }
    assertThatThrownBy(
            () ->
                proven(keys, chain)
                    .send(
                        HttpRequest.newBuilder(collector.uri("/v1/policies")).build(),
                        BodyHandlers.ofString()))
        .isInstanceOf(IOException.class);
    assertThat(collector.get("/readyz").statusCode()).isEqualTo(200);
  }

  private void assertEnded(String service, String token, String reason) {
    try (FakeAgent agent =
        FakeAgent.secured(collector.client, collector.port(), "x", service, token)) {
      agent.hello("machine");
      assertThat(agent.closeReason()).contains(reason);
    }
  }
}
