package dev.weft.collector.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.collector.json.Tree;
import dev.weft.policy.frame.AgentMessage.SignRequest;
import dev.weft.policy.frame.AgentMessage.Stats;
import dev.weft.policy.frame.CollectorMessage.Certificate;
import dev.weft.policy.frame.CollectorMessage.SignRefused;
import dev.weft.policy.frame.CollectorMessage.StatsTaken;
import dev.weft.policy.frame.CollectorMessage.Welcome;
import dev.weft.policy.frame.Frame;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who gets in where TLS and tokens are asked for. */
class AccessTest {
  private static final String REVIEWS = "{\"kind\":\"service\",\"serviceAccount\":\"reviews\"}";

  @TempDir Path folder;
  private TestCollector collector;

  @BeforeEach
  void start() {
    collector = TestCollector.secured(folder);
  }

  @AfterEach
  void stop() {
    collector.close();
  }

  @Test
  void nobodyGetsAnythingButHealthWithoutShowingSomething() {
    TestCollector nobody = collector.as("");
    assertThat(nobody.get("/healthz").statusCode()).isEqualTo(200);
    assertThat(nobody.get("/readyz").statusCode()).isEqualTo(200);
    for (String path :
        new String[] {
          "/v1/policies", "/v1/agents", "/v1/openapi.json", "/metrics", "/api/services", "/nothing"
        }) {
      HttpResponse<String> answer = nobody.get(path);
      assertThat(answer.statusCode()).as(path).isEqualTo(401);
      assertThat(answer.headers().firstValue("www-authenticate")).hasValue("Bearer");
      assertThat(answer.body()).contains("expected").doesNotContain("openapi.json lists");
    }
    assertThat(nobody.post("/v1/policies", TestCollector.route("a", "v1")).statusCode())
        .isEqualTo(401);
    assertThat(nobody.post("/v1/traces", "x").statusCode()).isEqualTo(401);
    assertThat(
            nobody
                .post("/opentelemetry.proto.collector.trace.v1.TraceService/Export", "")
                .statusCode())
        .isEqualTo(401);
    assertThatThrownBy(
            () -> FakeAgent.secured(collector.client, collector.port(), "a", "reviews", ""))
        .hasStackTraceContaining("401");
  }

  @Test
  void plaintextServesHealthAloneAndSaysWhatToDo() throws Exception {
    HttpClient plain = HttpClient.newHttpClient();
    URI health = URI.create("http://127.0.0.1:" + collector.port() + "/healthz");
    assertThat(
            plain
                .send(HttpRequest.newBuilder(health).build(), BodyHandlers.ofString())
                .statusCode())
        .isEqualTo(200);
    HttpRequest get =
        HttpRequest.newBuilder(health.resolve("/v1/policies"))
            .header("authorization", "Bearer " + collector.token())
            .build();
    HttpResponse<String> answer = plain.send(get, BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).contains("https://");
  }

  @Test
  void everyRoleDoesItsOwnAndNoMore() {
    TestCollector read = operator("read");
    TestCollector write = operator("write");
    TestCollector ingest = operator("ingest");
    String document = TestCollector.route("a", "v1");
    assertThat(read.get("/v1/policies").statusCode()).isEqualTo(200);
    HttpResponse<String> refused = read.post("/v1/policies", document);
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).contains("has role read").contains("role write");
    assertThat(read.get("/v1/tokens").statusCode()).isEqualTo(403);
    assertThat(write.post("/v1/policies", document).statusCode()).isEqualTo(200);
    assertThat(write.delete("/v1/policies/virtualservices/default/a").statusCode()).isEqualTo(200);
    assertThat(write.get("/v1/tokens").statusCode()).isEqualTo(403);
    assertThat(read.get("/v1/audit").statusCode()).isEqualTo(403);
    assertThat(write.get("/v1/audit").body()).contains("role admin");
    assertThat(collector.get("/v1/audit").statusCode()).isEqualTo(200);
    assertThat(read.get("/v1/policies/virtualservices/default/a/history").statusCode())
        .isEqualTo(200);
    assertThat(ingest.get("/v1/policies").statusCode()).isEqualTo(403);
    assertThat(otlp(ingest).statusCode()).isEqualTo(200);
    assertThat(otlp(read).statusCode()).isEqualTo(403);
    assertThat(collector.get("/v1/tokens").statusCode()).isEqualTo(200);
    assertThatThrownBy(
            () ->
                FakeAgent.secured(
                    collector.client, collector.port(), "a", "reviews", collector.token()))
        .hasStackTraceContaining("403");
  }

  @Test
  void aRevokedTokenIsOverAtOnceAndItsSecretIsNeverListed() {
    String token =
        collector.createToken("{\"kind\":\"operator\",\"role\":\"read\",\"name\":\"bo\"}");
    assertThat(collector.as(token).get("/v1/policies").statusCode()).isEqualTo(200);
    String list = collector.get("/v1/tokens").body();
    assertThat(list)
        .contains("\"bo\"", "first-admin")
        .doesNotContain(token)
        .doesNotContain(token.split("_")[3])
        .doesNotContain("hash");
    HttpResponse<String> revoked = collector.delete("/v1/tokens/" + token.split("_")[2]);
    assertThat(Tree.text(TestCollector.tree(revoked), "state")).isEqualTo("revoked");
    HttpResponse<String> refused = collector.as(token).get("/v1/policies");
    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(refused.body()).contains("was revoked").doesNotContain(token.split("_")[3]);
    assertThat(collector.delete("/v1/tokens/0123456789").statusCode()).isEqualTo(404);
  }

  @Test
  void theAuditLogSaysWhoMadeAndRevokedWhichTokenAndNeverItsSecret() {
    String token = collector.createToken("{\"kind\":\"service\",\"serviceAccount\":\"reviews\"}");
    String id = token.split("_")[2];
    collector.delete("/v1/tokens/" + id);

    HttpResponse<String> audit = collector.get("/v1/audit");

    assertThat(Tree.list(TestCollector.tree(audit), "entries"))
        .extracting(
            entry ->
                Tree.text(entry, "who")
                    + " "
                    + Tree.text(entry, "action")
                    + " "
                    + Tree.text(entry, "detail"))
        .contains(
            "first-admin createToken token "
                + id
                + ", service 'default.reviews' of default/reviews",
            "first-admin revokeToken token "
                + id
                + ", service 'default.reviews' of default/reviews");
    assertThat(audit.body()).doesNotContain(token.split("_")[3]);
  }

  @Test
  void aWrongWishIsNamed() {
    assertWrong("{", "JSON");
    assertWrong("{}", "kind: '', expected join, service or operator");
    assertWrong("{\"kind\":\"operator\",\"role\":\"king\"}", "role: 'king', expected ingest");
    assertWrong("{\"kind\":\"service\"}", "serviceAccount: ''");
    assertWrong("{\"kind\":\"join\",\"serviceAccount\":\"a\\nb\"}", "'a\\\\u000ab'");
    assertWrong(
        "{\"kind\":\"join\",\"serviceAccount\":\"a\",\"expiresInSeconds\":-7}", "expiresInSeconds");
    assertWrong(
        "{\"kind\":\"join\",\"serviceAccount\":\"a\",\"services\":[\"A B\"]}", "DNS labels");
  }

  private void assertWrong(String body, String expected) {
    HttpResponse<String> answer =
        collector.send(
            HttpRequest.newBuilder(collector.uri("/v1/tokens"))
                .POST(BodyPublishers.ofString(body)));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains(expected);
  }

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

  @Test
  void theCollectorIsNotTrustedByWhoDoesNotKnowItsAuthority() throws Exception {
    KeyStore none = KeyStore.getInstance("PKCS12");
    none.load(null, null);
    HttpClient stranger = HttpClient.newBuilder().sslContext(SSLContext.getDefault()).build();
    assertThatThrownBy(
            () ->
                stranger.send(
                    HttpRequest.newBuilder(collector.uri("/healthz")).build(),
                    BodyHandlers.ofString()))
        .isInstanceOf(SSLHandshakeException.class);
  }

  @Test
  void garbageBeforeTheHandshakeIsSurvived() throws IOException {
    for (String garbage :
        new String[] {"\u0016\u0003\u0001\u4242", "\u0000\u0000\u0000", "hello\r\n\r\n"}) {
      try (Socket socket = new Socket("127.0.0.1", collector.port())) {
        socket.getOutputStream().write(garbage.getBytes(StandardCharsets.UTF_8));
        socket.shutdownOutput();
        socket.setSoTimeout(5_000);
        socket.getInputStream().readAllBytes();
      } catch (java.net.SocketException reset) {
        assertThat(reset).hasMessageContaining("reset");
      }
    }
    assertThat(collector.get("/readyz").statusCode()).isEqualTo(200);
  }

  private void assertEnded(String service, String token, String reason) {
    try (FakeAgent agent =
        FakeAgent.secured(collector.client, collector.port(), "x", service, token)) {
      agent.hello("machine");
      assertThat(agent.closeReason()).contains(reason);
    }
  }

  private FakeAgent agent(HttpClient client, String id, String service, String token) {
    FakeAgent agent = FakeAgent.secured(client, collector.port(), id, service, token);
    agent.hello("machine");
    agent.await(Welcome.class);
    agent.ack(agent.await(Frame.class));
    return agent;
  }

  private static String signed(FakeAgent agent, KeyPair keys) {
    agent.send(new SignRequest(TestTls.request(keys)));
    return agent.await(Certificate.class).chain();
  }

  private HttpClient proven(KeyPair keys, String chain) {
    return HttpClient.newBuilder().sslContext(TestTls.showing(folder, keys, chain)).build();
  }

  private TestCollector operator(String role) {
    return collector.as(collector.createToken("{\"kind\":\"operator\",\"role\":\"" + role + "\"}"));
  }

  private static HttpResponse<String> otlp(TestCollector as) {
    return as.send(
        HttpRequest.newBuilder(as.uri("/v1/traces"))
            .header("content-type", "application/x-protobuf")
            .POST(BodyPublishers.ofByteArray(new byte[0])));
  }
}
