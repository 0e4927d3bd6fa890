package dev.weft.collector.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.collector.json.Tree;
import dev.weft.policy.frame.CollectorMessage.Roots;
import dev.weft.policy.frame.CollectorMessage.Welcome;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.CertPathBuilderException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The authority's root is changed by the API. */
class AuthorityApiTest extends SecuredFixture {
  private static final String ROTATION = "/v1/authority/rotation";
  private static final String FORCED = ROTATION + "/advance?force=true";

  @Test
  void onlyAnAdministratorChangesTheRootAndReadersSeeItWithoutItsKey() throws Exception {
    for (String role : List.of("read", "write", "ingest")) {
      TestCollector other = operator(role);
      assertThat(post(other, ROTATION).statusCode()).as(role).isEqualTo(403);
      assertThat(post(other, FORCED).statusCode()).isEqualTo(403);
      assertThat(other.delete(ROTATION).statusCode()).isEqualTo(403);
      assertThat(other.delete("/v1/authority/former").statusCode()).isEqualTo(403);
    }
    assertThat(phase(collector.get("/v1/authority"))).isEqualTo("steady");
    TestCollector reader = operator("read");
    post(collector, ROTATION);
    assertThat(reader.get("/v1/authority").body()).doesNotContain("PRIVATE");
    assertThat(reader.get("/v1/authority/roots").body())
        .contains("BEGIN CERTIFICATE")
        .doesNotContain("PRIVATE");
    String key = Files.readString(folder.resolve("authority.pem")).split("\n")[2];
    assertThat(collector.get("/v1/audit").body() + collector.get("/metrics").body())
        .doesNotContain(key);
  }

  @Test
  void stepsAreRefusedWithWhatTheyWaitForAndForcedOnlyOnRequest() {
    assertThat(post(collector, FORCED).body()).contains("not being changed");
    assertThat(phase(post(collector, ROTATION))).isEqualTo("trusting");
    assertThat(post(collector, ROTATION).statusCode()).isEqualTo(409);
    HttpResponse<String> early = post(collector, ROTATION + "/advance");
    assertThat(early.statusCode()).isEqualTo(409);
    assertThat(early.body()).contains("Not yet: ").contains("on their way");
    assertThat(phase(collector.delete(ROTATION))).isEqualTo("steady");

    post(collector, ROTATION);
    assertThat(phase(post(collector, FORCED))).isEqualTo("renewing");
    assertThat(collector.delete(ROTATION).body()).contains("no way back");
    assertThat(collector.delete("/v1/authority/former").body()).contains("still good");
    assertThat(phase(post(collector, FORCED))).isEqualTo("steady");
    assertThat(post(collector, ROTATION).body()).contains("weft authority forget");
    assertThat(Tree.list(TestCollector.tree(collector.get("/v1/audit")), "entries"))
        .extracting(entry -> Tree.text(entry, "action") + ": " + Tree.text(entry, "detail"))
        .anyMatch(text -> text.startsWith("beginRotation: a new root was made"))
        .anyMatch(text -> text.startsWith("abortRotation: "))
        .anyMatch(text -> text.startsWith("advanceRotation: the new root signs, forced although"));
  }

  @Test
  void tokensAndCaFilesOfTheOldRootGoOnUntilItIsForgotten(@TempDir Path ca) throws Exception {
    Files.copy(folder.resolve("authority.pem"), ca.resolve("authority.pem"));
    // A client whose ca-file is of before; it knows the collector's name too.
    HttpClient old = HttpClient.newBuilder().sslContext(TestTls.trusting(ca)).build();
    post(collector, ROTATION);
    post(collector, FORCED);
    assertThat(fresh(old).get("/v1/policies").statusCode()).isEqualTo(200);
    Object renewing = TestCollector.tree(collector.get("/v1/authority"));
    assertThat(Tree.list(renewing, "tokensOfFormer")).hasSize(1);
    String made = collector.createToken(REVIEWS);
    assertThat(made).endsWith(Tree.text(Tree.list(renewing, "roots").get(0), "fingerprint"));
    post(collector, FORCED);
    assertThat(
            fresh(HttpClient.newBuilder().sslContext(TestTls.trusting(ca)).build())
                .get("/v1/policies")
                .statusCode())
        .isEqualTo(200);

    collector.delete("/v1/authority/former");
    TestCollector late = fresh(HttpClient.newBuilder().sslContext(TestTls.trusting(ca)).build());
    assertThatThrownBy(() -> late.get("/v1/policies"))
        .hasRootCauseInstanceOf(CertPathBuilderException.class);
    TestCollector now = fresh(HttpClient.newBuilder().sslContext(TestTls.trusting(folder)).build());
    assertThat(now.get("/v1/policies").statusCode()).isEqualTo(200);
  }

  @Test
  void agentsOfEitherRootAreLetInUntilTheOldOneIsRetired() {
    KeyPair keys = TestTls.keys();
    String chain;
    try (FakeAgent agent =
        agent(collector.client, "a", "reviews", collector.createToken(REVIEWS))) {
      chain = signed(agent, keys);
      post(collector, ROTATION);
      assertThat(agent.await(Roots.class).pem().split("BEGIN CERTIFICATE")).hasSize(3);
    }
    post(collector, FORCED);
    try (FakeAgent other =
        FakeAgent.secured(proven(keys, chain), collector.port(), "b", "reviews", "")) {
      other.hello("machine");
      other.await(Welcome.class);
    }
    post(collector, FORCED);
    assertThatThrownBy(
            () -> FakeAgent.secured(proven(keys, chain), collector.port(), "c", "reviews", ""))
        .isInstanceOf(RuntimeException.class);
  }

  @Test
  void aCollectorThatIsStartedAgainGoesOnWhereItWas() {
    post(collector, ROTATION);
    post(collector, FORCED);
    String before = collector.get("/v1/authority/roots").body();
    String token = collector.token();
    collector.close();
    collector = TestCollector.secured(folder).as(token);
    assertThat(phase(collector.get("/v1/authority"))).isEqualTo("renewing");
    assertThat(collector.get("/v1/authority/roots").body()).isEqualTo(before);
  }

  /** The same, by a client that has no connection yet. */
  private TestCollector fresh(HttpClient client) {
    return collector.as(client, collector.token());
  }

  private static HttpResponse<String> post(TestCollector as, String path) {
    return as.send(HttpRequest.newBuilder(as.uri(path)).POST(BodyPublishers.noBody()));
  }

  private static String phase(HttpResponse<String> answer) {
    return Tree.text(TestCollector.tree(answer), "phase");
  }
}
