package dev.weft.core.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.core.call.Attempt;
import dev.weft.core.call.Reason;
import dev.weft.core.fake.FakeExchange;
import dev.weft.core.fake.FakeMesh;
import dev.weft.core.fake.Policies;
import dev.weft.policy.compiled.ClusterPolicy.TlsMode;
import dev.weft.policy.frame.HostEndpoints;
import java.util.List;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

class IdentityTest {
  private static final String REVIEWS = FakeMesh.canonical("reviews");

  private final FakeMesh mesh = new FakeMesh().service("reviews", "v1");

  private void instance(int mtlsPort, TlsMode mode) {
    mesh.endpoints.put(
        REVIEWS,
        new HostEndpoints(REVIEWS, List.of(FakeMesh.instance("reviews", 1, "v1", mtlsPort))));
    mesh.policy = Policies.traffic("reviews", Policies.tls(mode));
    mesh.apply();
  }

  private FakeExchange opened() {
    FakeExchange call = mesh.call("reviews", "/");
    call.open();
    return call;
  }

  @Test
  void whoAnnouncesMtlsIsCalledWithIt() {
    instance(9443, TlsMode.AUTO);
    Attempt attempt = opened().next();
    assertThat(attempt.secure()).isTrue();
    assertThat(attempt.endpoint().address(true).getPort()).isEqualTo(9443);
    assertThat(attempt.endpoint().expectedIdentity())
        .isEqualTo("spiffe://cluster.local/ns/default/sa/reviews");
  }

  @Test
  void whoDoesNotIsCalledInPlaintext() {
    instance(0, TlsMode.AUTO);
    assertThat(opened().next().secure()).isFalse();
  }

  @Test
  void beforeTheFirstCertificatePlaintextIsAllowedUnlessPolicyRequiresTls() {
    mesh.identityReady = false;
    instance(9443, TlsMode.AUTO);
    assertThat(opened().next().secure()).isFalse();
    instance(9443, TlsMode.ISTIO_MUTUAL);
    refused("no certificate");
  }

  private void refused(String why) {
    FakeExchange call = opened();
    assertThat(call.next()).isNull();
    assertThat(call.refusal().reason()).isEqualTo(Reason.UF);
    assertThat(call.refusal().status()).isEqualTo(503);
    assertThat(call.refusal().body()).contains(why);
  }

  @Test
  void requiredTlsThatIsNotAcceptedIsRefused() {
    instance(0, TlsMode.ISTIO_MUTUAL);
    refused("does not accept it");
  }

  @Test
  void disabledMeansPlaintext() {
    instance(9443, TlsMode.DISABLE);
    assertThat(opened().next().secure()).isFalse();
  }

  @Test
  void whoAnnouncedItOnceIsNeverCalledInPlaintextAgain() {
    instance(9443, TlsMode.AUTO);
    opened().next();
    instance(0, TlsMode.AUTO);
    refused("announced mesh TLS before");
  }

  @Test
  void aFailedHandshakeDoesNotFallBack() {
    instance(9443, TlsMode.AUTO);
    FakeExchange call = opened();
    Attempt attempt = call.next();
    assertThat(attempt.failed(new SSLHandshakeException("expired"))).isFalse();
    assertThat(call.next().secure()).isTrue();
  }

  @Test
  void aLostCertificateDoesNotFallBack() {
    instance(9443, TlsMode.AUTO);
    opened().next();
    mesh.identityReady = false;
    refused("no certificate is held any longer");
  }

  @Test
  void theApplicationsOwnTlsStaysItsOwn() {
    instance(9443, TlsMode.AUTO);
    FakeExchange call = mesh.call("reviews:9080", "/");
    call.scheme = "https";
    call.open();
    assertThat(call.next().secure()).isFalse();
  }
}
