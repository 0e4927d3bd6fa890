package dev.weft.agent.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Socket;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.Test;

class CollectorTrustTest {
  private static final String COLLECTOR = "spiffe://cluster.local/weft/collector";
  private static final String AGENT = "spiffe://cluster.local/ns/default/sa/web";

  private final TestCa ca = new TestCa("mesh", System::currentTimeMillis);
  private final TestCa foreign = new TestCa("foreign", System::currentTimeMillis);
  private final ChainVerifier verifier = new ChainVerifier(System::currentTimeMillis);
  private final List<X509Certificate[]> asked = new ArrayList<>();

  @Test
  void theFingerprintOfTheTokenIsEnough() throws Exception {
    check(trust(fingerprint(ca), false), chain(ca, COLLECTOR));
    assertThat(asked).isEmpty();
  }

  @Test
  void anotherAuthorityThanTheTokensIsRefused() throws Exception {
    CollectorTrust trust = trust(fingerprint(ca), false);
    assertThatThrownBy(() -> check(trust, chain(foreign, COLLECTOR)))
        .isInstanceOf(CertificateException.class)
        .hasMessageContaining("not the one that the token is of");
    // The right root beside somebody else's certificate proves nothing.
    X509Certificate[] mixed = chain(foreign, COLLECTOR);
    mixed[1] = ca.root();
    assertThatThrownBy(() -> check(trust, mixed)).isInstanceOf(CertificateException.class);
    assertThat(asked).isEmpty();
  }

  @Test
  void whileRootsRollTheCollectorIsKnownByEitherRootOfAToken() throws Exception {
    TestCa next = new TestCa("next", System::currentTimeMillis);
    X509Certificate leaf = chain(next, COLLECTOR)[0];
    X509Certificate[] shown = {leaf, ca.cross(next), ca.root(), next.root()};
    check(trust(fingerprint(ca), false), shown);
    check(trust(fingerprint(next), false), shown);
    for (TestCa known : List.of(ca, next)) {
      verifier.trust(List.of(known.root()));
      check(trust(null, false), shown);
    }
    verifier.trust(List.of(ca.root(), next.root()));
    check(trust(null, false), shown);
    assertThat(asked).isEmpty();

    verifier.trust(List.of());
    X509Certificate[] bare = {leaf, ca.root(), next.root()};
    assertThatThrownBy(() -> check(trust(fingerprint(ca), false), bare))
        .isInstanceOf(CertificateException.class);
    // A cross-certificate of somebody else leads nowhere.
    X509Certificate[] forged = {leaf, foreign.cross(next), ca.root(), next.root()};
    assertThatThrownBy(() -> check(trust(fingerprint(ca), false), forged))
        .isInstanceOf(CertificateException.class);
    // Nor does one that names the same authority but has another key.
    X509Certificate[] other = {
      leaf, ca.cross(new TestCa("next", System::currentTimeMillis)), ca.root(), next.root()
    };
    assertThatThrownBy(() -> check(trust(fingerprint(ca), false), other))
        .isInstanceOf(CertificateException.class);
  }

  @Test
  void anAgentCannotPassForTheCollector() throws Exception {
    CollectorTrust trust = trust(fingerprint(ca), true);
    assertThatThrownBy(() -> check(trust, chain(ca, AGENT)))
        .hasMessageContaining("is not a collector");
    verifier.trust(List.of(ca.root()));
    CollectorTrust known = trust(null, true);
    assertThatThrownBy(() -> check(known, chain(ca, AGENT)))
        .hasMessageContaining("is not a collector");
    assertThatThrownBy(() -> check(known, chain(ca, AGENT + "/weft/collector")))
        .hasMessageContaining("is not a collector");
    assertThat(asked).isEmpty();
  }

  @Test
  void rootsThatAreHeldVouchWhenTheTokenIsGone() throws Exception {
    verifier.trust(List.of(ca.root()));
    check(trust(null, false), chain(ca, COLLECTOR));
    assertThat(asked).isEmpty();
  }

  @Test
  void otherRootsAreAskedWhereNothingIsKnownOrAFileIsGiven() throws Exception {
    check(trust(null, false), chain(foreign, COLLECTOR));
    check(trust(fingerprint(ca), true), chain(foreign, COLLECTOR));
    assertThat(asked).hasSize(2);
  }

  @Test
  void theFingerprintIsTheLastPartOfAToken() {
    String fingerprint = "a".repeat(64);
    assertThat(
            CollectorTls.fingerprint("weft_svc_0123456789_" + "b".repeat(64) + "_" + fingerprint))
        .isEqualTo(fingerprint);
    assertThatCode(() -> CollectorTls.fingerprint("")).doesNotThrowAnyException();
    assertThat(CollectorTls.fingerprint("weft_svc")).isNull();
    assertThat(CollectorTls.fingerprint("secret_" + fingerprint)).isNull();
    assertThat(CollectorTls.fingerprint(null)).isNull();
  }

  private static void check(CollectorTrust trust, X509Certificate[] chain)
      throws CertificateException {
    trust.checkServerTrusted(chain, "UNKNOWN", (Socket) null);
  }

  private CollectorTrust trust(String fingerprint, boolean fileGiven) {
    return new CollectorTrust(fingerprint, verifier, new Others(), fileGiven);
  }

  private static X509Certificate[] chain(TestCa ca, String id) throws Exception {
    X509Certificate leaf =
        Pem.certificates(ca.sign(CertificateRequest.create(id).pem(), 3_600)).get(0);
    return new X509Certificate[] {leaf, ca.root()};
  }

  private static String fingerprint(TestCa ca) throws Exception {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(ca.root().getEncoded()));
  }

  /** Accepts everything and remembers that it was asked. */
  private final class Others extends X509ExtendedTrustManager {
    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {
      asked.add(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
      asked.add(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {
      asked.add(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {
      throw new AssertionError();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
      throw new AssertionError();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {
      throw new AssertionError();
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
