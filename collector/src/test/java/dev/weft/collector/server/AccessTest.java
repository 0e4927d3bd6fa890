package dev.weft.collector.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.collector.json.Tree;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

/** Who gets in where TLS and tokens are asked for: operators, and who is nobody. */
class AccessTest extends SecuredFixture {
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
    // Who it was is told to who reads the audit log, which is written after the answer.
    String told = "\"detail\":\"read has role read: expected a token of role write.\"";
    Patience.until(() -> collector.get("/v1/audit?limit=1").body().contains(told));
    assertThat(collector.get("/v1/audit?limit=1").body()).contains("\"who\":\"read\"");
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
}
