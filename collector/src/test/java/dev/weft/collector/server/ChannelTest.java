package dev.weft.collector.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.collector.json.Tree;
import dev.weft.policy.document.DocumentKey;
import dev.weft.policy.document.PolicyDocument;
import dev.weft.policy.frame.AgentMessage.Deregister;
import dev.weft.policy.frame.AgentMessage.Nack;
import dev.weft.policy.frame.AgentMessage.Resync;
import dev.weft.policy.frame.AgentMessage.SignRequest;
import dev.weft.policy.frame.AgentMessage.Stats;
import dev.weft.policy.frame.AgentMessage.Use;
import dev.weft.policy.frame.Channel;
import dev.weft.policy.frame.CollectorMessage.Certificate;
import dev.weft.policy.frame.CollectorMessage.Deregistered;
import dev.weft.policy.frame.CollectorMessage.StatsTaken;
import dev.weft.policy.frame.CollectorMessage.Welcome;
import dev.weft.policy.frame.Frame;
import dev.weft.policy.frame.Host;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChannelTest {
  private static final String REVIEWS = "reviews.default.svc.cluster.local";
  private static final DocumentKey KEY = new DocumentKey("VirtualService", "default", "reviews");

  @TempDir Path folder;
  private TestCollector collector;

  @BeforeEach
  void start() {
    collector = TestCollector.in(folder);
  }

  @AfterEach
  void stop() {
    collector.close();
  }

  @Test
  void theFirstFrameIsFullAndSaysWhatIsStored() {
    collector.post("/v1/policies", TestCollector.route("reviews", "v1"));
    FakeAgent agent = FakeAgent.connect(collector.client, collector.port(), "a", "web");
    agent.hello("machine");

    Welcome welcome = agent.await(Welcome.class);
    assertThat(welcome.leaseMillis()).isEqualTo(15_000);
    assertThat(welcome.heartbeatMillis()).isEqualTo(5_000);
    assertThat(welcome.address()).isEqualTo("127.0.0.1");
    Frame frame = agent.await(Frame.class);
    assertThat(frame.base()).isZero();
    assertThat(frame.epoch()).isEqualTo(welcome.epoch());
    assertThat(frame.documents()).extracting(PolicyDocument::key).containsExactly(KEY);
  }

  @Test
  void aWriteIsPushedAsADeltaUnderItsOwnRevision() {
    FakeAgent agent = collector.agent("a", "web");
    Object answer =
        TestCollector.tree(collector.post("/v1/policies", TestCollector.route("reviews", "v1")));

    Frame frame = agent.await(Frame.class);
    assertThat(frame.revision()).isEqualTo(Tree.number(answer, "revision"));
    assertThat(frame.base()).isPositive();
    assertThat(frame.documents()).hasSize(1);
    assertThat(summary()).isEqualTo("Applied 0 of 1");
    agent.ack(frame);
    assertThat(summaryOnceIt("Applied 1 of 1")).isEqualTo("Applied 1 of 1");

    collector.delete("/v1/policies/vs/default/reviews");
    Frame removal = agent.await(Frame.class);
    assertThat(removal.base()).isEqualTo(frame.revision());
    assertThat(removal.removedDocuments()).containsExactly(KEY);
  }

  @Test
  void whatChangesWhileAFrameIsUnderWayIsOneFrameAfterIt() {
    FakeAgent agent = collector.agent("a", "web");
    collector.post("/v1/policies", TestCollector.route("reviews", "v1"));
    Frame first = agent.await(Frame.class);
    collector.post("/v1/policies", TestCollector.route("ratings", "v1"));
    collector.post("/v1/policies", TestCollector.route("reviews", "v2"));
    assertThat(agent.heardNothing()).isTrue();

    agent.ack(first);
    Frame second = agent.await(Frame.class);
    assertThat(second.base()).isEqualTo(first.revision());
    assertThat(second.documents()).hasSize(2);
  }

  @Test
  void aRefusedDocumentIsSentAgainAtItsLastGoodVersion() {
    FakeAgent agent = collector.agent("a", "web");
    collector.post("/v1/policies", TestCollector.route("reviews", "v1"));
    agent.ack(agent.await(Frame.class));

    collector.post(
        "/v1/policies",
        TestCollector.route("reviews", "poison") + "---\n" + TestCollector.route("ratings", "v1"));
    Frame poisoned = agent.await(Frame.class);
    agent.send(
        new Nack(
            poisoned.epoch(),
            poisoned.revision(),
            List.of(new Nack.Refusal(KEY, "cannot be compiled"))));

    Frame again = agent.await(Frame.class);
    assertThat(again.base()).isEqualTo(poisoned.base());
    assertThat(again.documents()).extracting(d -> d.key().name()).containsExactly("ratings");
    agent.ack(again);
    Object status = TestCollector.tree(collector.get("/v1/policies/vs/default/reviews/status"));
    assertThat(Tree.text(Tree.list(status, "agents").get(0), "state")).isEqualTo("RefusedBy");
    assertThat(Tree.text(Tree.list(status, "agents").get(0), "reason"))
        .isEqualTo("cannot be compiled");

    collector.post("/v1/policies", TestCollector.route("reviews", "v3"));
    assertThat(agent.await(Frame.class).documents()).hasSize(1);
  }

  @Test
  void anAgentWhoseBaseDiffersGetsAFullFrame() {
    FakeAgent agent = collector.agent("a", "web");
    collector.post("/v1/policies", TestCollector.route("reviews", "v1"));
    agent.await(Frame.class);
    agent.send(new Resync());
    Frame full = agent.await(Frame.class);
    assertThat(full.base()).isZero();
    assertThat(full.documents()).hasSize(1);
  }

  @Test
  void allHostsComeAlwaysAndEndpointsOfThoseInUse() {
    FakeAgent reviews = collector.agent("r", "reviews");
    FakeAgent web = collector.agent("w", "web");
    reviews.register(9081, true);
    Frame hosts = web.await(Frame.class);
    assertThat(hosts.hosts()).extracting(Host::name).containsExactly(REVIEWS);
    assertThat(hosts.endpoints()).isEmpty();
    web.ack(hosts);

    web.send(new Use(List.of(REVIEWS)));
    Frame endpoints = web.await(Frame.class);
    assertThat(endpoints.endpoints()).hasSize(1);
    assertThat(endpoints.endpoints().get(0).instances()).hasSize(1);
  }

  @Test
  void leavingIsAnsweredOnceTheOthersKnow() {
    FakeAgent reviews = collector.agent("r", "reviews");
    reviews.register(9081, true);
    FakeAgent web = collector.agent("w", "web", REVIEWS);
    reviews.send(new Deregister());
    Frame gone = web.await(Frame.class);
    assertThat(gone.endpoints().get(0).instances()).isEmpty();
    assertThat(reviews.heardNothing()).isTrue();
    web.ack(gone);
    reviews.await(Deregistered.class);
  }

  @Test
  void aCertificateNamesTheAgentsIdentity() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair pair = generator.generateKeyPair();
    byte[] request =
        new JcaPKCS10CertificationRequestBuilder(new X500Principal(""), pair.getPublic())
            .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()))
            .getEncoded();
    FakeAgent agent = collector.agent("a", "web");
    agent.send(
        new SignRequest(
            "-----BEGIN CERTIFICATE REQUEST-----\n"
                + Base64.getMimeEncoder().encodeToString(request)
                + "\n-----END CERTIFICATE REQUEST-----\n"));

    Certificate answer = agent.await(Certificate.class);
    X509Certificate leaf = read(answer.chain());
    assertThat(leaf.getSubjectAlternativeNames())
        .containsExactly(List.of(6, "spiffe://cluster.local/ns/default/sa/web"));
    leaf.verify(read(answer.roots()).getPublicKey());
  }

  @Test
  void countersOfAgentsAreOnTheMetricsPage() {
    FakeAgent agent = collector.agent("a", "web");
    List<Long> buckets = Collections.nCopies(Channel.BUCKET_EDGES_MILLIS.size() + 1, 1L);
    agent.send(
        new Stats(1, List.of(new Stats.Series(Map.of("response_code", "503"), 20, 9.5, buckets))));
    assertThat(agent.await(StatsTaken.class).sequence()).isEqualTo(1);
    assertThat(collector.get("/metrics").body())
        .containsPattern("istio_requests_total\\{[^}]*response_code=\"503\"} 20\n")
        .contains("weft_collector_agents 1.0")
        .contains("jvm_memory_used_bytes");
  }

  @Test
  void aWriteReachesAnAgentWithinTheTimeThatIsPromised() {
    FakeAgent agent = collector.agent("a", "web");
    long best = Long.MAX_VALUE;
    for (int i = 0; i < 10; i++) {
      collector.post("/v1/policies", TestCollector.route("reviews", "v" + i));
      agent.ack(agent.await(Frame.class));
      summaryOnceIt("Applied 1 of 1");
      Object status = TestCollector.tree(collector.get("/v1/policies/vs/default/reviews/status"));
      best = Math.min(best, Tree.number(Tree.list(status, "agents").get(0), "ackedAfterMillis"));
    }
    System.out.println("collector: a write is acknowledged by an agent after " + best + " ms");
    assertThat(best).isLessThan(200);
  }

  @Test
  void aRestartedCollectorStillKnowsWhoWasThere() {
    FakeAgent reviews = collector.agent("r", "reviews");
    reviews.register(9081, true);
    collector.post("/v1/policies", TestCollector.route("reviews", "v1"));
    collector.close();

    collector = TestCollector.in(folder);
    FakeAgent web = FakeAgent.connect(collector.client, collector.port(), "w", "web");
    web.hello("machine", REVIEWS);
    web.await(Welcome.class);
    Frame frame = web.await(Frame.class);
    assertThat(frame.documents()).hasSize(1);
    assertThat(frame.endpoints().get(0).instances()).hasSize(1);
  }

  private static X509Certificate read(String pem) throws CertificateException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
  }

  private String summary() {
    return Tree.text(
        TestCollector.tree(collector.get("/v1/policies/vs/default/reviews/status")), "summary");
  }

  private String summaryOnceIt(String wanted) {
    for (int i = 0; i < 500 && !summary().equals(wanted); i++) {
      Thread.onSpinWait();
    }
    return summary();
  }
}
