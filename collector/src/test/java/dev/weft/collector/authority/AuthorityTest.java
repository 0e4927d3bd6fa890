package dev.weft.collector.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthorityTest {
  private static final long NOW = 1_800_000_000_000L;
  private static final SecureRandom RANDOM = new SecureRandom();

  @TempDir Path folder;

  @Test
  void aCertificateNamesWhoTheAgentSaysItIs() throws Exception {
    Authority authority = open("cluster.local", Duration.ofHours(24));
    KeyPair pair = pair("secp256r1");
    X509Certificate certificate = certificate(authority.sign(request(pair, pair), "shop", "cart"));

    assertThat(certificate.getSubjectAlternativeNames())
        .containsExactly(List.of(6, "spiffe://cluster.local/ns/shop/sa/cart"));
    assertThat(certificate.getPublicKey()).isEqualTo(pair.getPublic());
    certificate.verify(certificate(authority.roots()).getPublicKey());
    assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
    assertThat(certificate.getKeyUsage()[0]).isTrue();
    assertThat(certificate.getExtendedKeyUsage())
        .containsExactlyInAnyOrder("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
    assertThat(certificate.getNotAfter().getTime()).isEqualTo(NOW + 86_400_000);
    assertThat(certificate.getNotBefore().getTime()).isEqualTo(NOW - 6 * 60_000);
  }

  @Test
  void aShortLifeIsBackdatedAsMuchForClocksDifferAsMuch() throws Exception {
    Authority authority = open("cluster.local", Duration.ofSeconds(20));
    KeyPair pair = pair("secp256r1");
    X509Certificate certificate = certificate(authority.sign(request(pair, pair), "a", "b"));
    assertThat(certificate.getNotBefore().getTime()).isEqualTo(NOW - 6 * 60_000);
    assertThat(certificate.getNotAfter().getTime()).isEqualTo(NOW + 20_000);
  }

  @Test
  void theRootSurvivesARestartAndOnlyItsOwnerReadsIt() throws Exception {
    String roots = open("cluster.local", Duration.ofHours(1)).roots();
    assertThat(open("cluster.local", Duration.ofHours(1)).roots()).isEqualTo(roots);
    Path file = folder.resolve("authority.pem");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(roots).doesNotContain("PRIVATE");

    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThatThrownBy(() -> open("cluster.local", Duration.ofHours(1)))
        .isInstanceOf(AuthorityException.class)
        .hasMessageContaining("chmod 600");
  }

  @Test
  void anotherTrustDomainOrABrokenFileIsRefusedAndLeftAlone() throws IOException {
    open("cluster.local", Duration.ofHours(1));
    Path file = folder.resolve("authority.pem");
    String before = Files.readString(file);
    assertThatThrownBy(() -> open("other.example", Duration.ofHours(1)))
        .hasMessageContaining("--trust-domain cluster.local");
    assertThat(Files.readString(file)).isEqualTo(before);

    Files.writeString(file, before.substring(0, 100));
    assertThatThrownBy(() -> open("cluster.local", Duration.ofHours(1)))
        .isInstanceOf(AuthorityException.class)
        .hasMessageContaining("left as it is");
    assertThat(Files.readString(file)).isEqualTo(before.substring(0, 100));
  }

  @Test
  void aRequestIsSignedOnlyForWhoHoldsItsKey() throws Exception {
    Authority authority = open("cluster.local", Duration.ofHours(1));
    String stolen = request(pair("secp256r1"), pair("secp256r1"));
    assertRefused(authority, stolen, "not made with its key");
    KeyPair weak = pair("secp384r1");
    assertRefused(authority, request(weak, weak), "EC P-256");
    KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
    rsa.initialize(2048);
    KeyPair other = rsa.generateKeyPair();
    assertRefused(authority, request(other, other), "EC P-256");
  }

  @Test
  void garbageIsRefusedWithAReason() {
    Authority authority = open("cluster.local", Duration.ofHours(1));
    assertRefused(authority, "", "PEM");
    assertRefused(authority, "x".repeat(9_000), "limit");
    assertRefused(authority, Pem.encode("CERTIFICATE REQUEST", new byte[] {0x30, 2, 1}), "PKCS");
    assertRefused(authority, Pem.encode("CERTIFICATE REQUEST", new byte[0]), "PKCS");
  }

  private static void assertRefused(Authority authority, String request, String reason) {
    assertThatThrownBy(() -> authority.sign(request, "a", "b"))
        .isInstanceOf(RefusedRequestException.class)
        .hasMessageContaining(reason);
  }

  private Authority open(String domain, Duration ttl) {
    return Authority.open(folder, domain, ttl, () -> NOW, RANDOM);
  }

  private static KeyPair pair(String curve) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec(curve));
    return generator.generateKeyPair();
  }

  private static String request(KeyPair named, KeyPair signing) throws Exception {
    String algorithm =
        signing.getPrivate().getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
    return Pem.encode(
        "CERTIFICATE REQUEST",
        new JcaPKCS10CertificationRequestBuilder(new X500Principal(""), named.getPublic())
            .build(new JcaContentSignerBuilder(algorithm).build(signing.getPrivate()))
            .getEncoded());
  }

  private static X509Certificate certificate(String pem) throws Exception {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
  }
}
