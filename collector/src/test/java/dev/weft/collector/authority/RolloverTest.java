package dev.weft.collector.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RolloverTest {
  private static final Duration TTL = Duration.ofHours(1);
  private static final SecureRandom RANDOM = new SecureRandom();

  @TempDir Path folder;
  private final AtomicLong now = new AtomicLong(1_800_000_000_000L);

  @Test
  void theOldRootSignsUntilTheNewOneIsToldToAndThenItsKeyIsGone() throws Exception {
    Authority authority = open();
    X509Certificate old = roots(authority).get(0);
    authority.rollover().begin();

    assertThat(authority.rollover().phase()).isEqualTo(Phase.TRUSTING);
    assertThat(roots(authority)).hasSize(2).startsWith(old);
    List<X509Certificate> before = sign(authority);
    assertThat(before).hasSize(1);
    before.get(0).verify(old.getPublicKey());
    X509Certificate next = roots(authority).get(1);

    authority.rollover().sign();
    assertThat(authority.rollover().phase()).isEqualTo(Phase.RENEWING);
    assertThat(roots(authority)).containsExactly(next, old);
    sign(authority).get(0).verify(next.getPublicKey());
    assertThat(occurrences("PRIVATE KEY-----\n", "BEGIN ")).isEqualTo(1);
    // Those of before are as good as those of now.
    authority.verify(before.toArray(new X509Certificate[0]));

    authority.rollover().retire();
    assertThat(authority.rollover().phase()).isEqualTo(Phase.STEADY);
    assertThat(roots(authority)).containsExactly(next);
    assertThatThrownBy(() -> authority.verify(before.toArray(new X509Certificate[0])))
        .isInstanceOf(CertificateException.class)
        .hasMessageContaining("has not signed");
  }

  @Test
  void whoKnowsTheOldRootOnlyIsLedFromItToCertificatesOfTheNewOne() throws Exception {
    Authority authority = open();
    X509Certificate old = roots(authority).get(0);
    authority.rollover().begin();
    authority.rollover().sign();

    List<X509Certificate> agent = sign(authority);
    assertThat(agent).hasSize(2);
    validate(agent, old);
    List<X509Certificate> collector = authority.collectorIdentity(List.of("localhost")).chain();
    assertThat(collector).hasSize(4).contains(old);
    validate(collector.subList(0, 2), old);
    validate(collector.subList(0, 1), collector.get(3));

    // The collector goes on showing it for tokens of before; agents do not need it any more.
    authority.rollover().retire();
    assertThat(authority.collectorIdentity(List.of("localhost")).chain()).contains(old);
    assertThat(sign(authority)).hasSize(1);
    authority.rollover().forget();
    assertThat(authority.collectorIdentity(List.of("localhost")).chain()).doesNotContain(old);
  }

  @Test
  void everyPhaseSurvivesARestart() throws Exception {
    Authority authority = open();
    authority.rollover().begin();
    List<String> trusting = authority.rollover().trusted();
    authority = open();
    assertThat(authority.rollover().phase()).isEqualTo(Phase.TRUSTING);
    assertThat(authority.rollover().trusted()).isEqualTo(trusting);

    authority.rollover().sign();
    long end = authority.rollover().lastEndMillis();
    assertThat(end).isEqualTo(now.get() + TTL.toMillis());
    now.addAndGet(60_000);
    authority = open();
    assertThat(authority.rollover().phase()).isEqualTo(Phase.RENEWING);
    assertThat(authority.rollover().trusted()).containsExactly(trusting.get(1), trusting.get(0));
    assertThat(authority.rollover().lastEndMillis()).isEqualTo(end);
    assertThat(sign(authority)).hasSize(2);

    authority.rollover().retire();
    authority = open();
    assertThat(authority.rollover().phase()).isEqualTo(Phase.STEADY);
    assertThat(authority.rollover().trusted()).containsExactly(trusting.get(1));
    assertThat(authority.rollover().views())
        .extracting(Rollover.View::role)
        .containsExactly("signing", "former");

    authority.rollover().forget();
    assertThat(open().rollover().views()).hasSize(1);
  }

  @Test
  void aBackupInTheMiddleHasAllRootsAndThePhase(@TempDir Path other) throws Exception {
    Rollover rollover = open().rollover();
    rollover.begin();
    for (Runnable step : List.<Runnable>of(() -> {}, rollover::sign, rollover::retire)) {
      step.run();
      AuthorityFile.restore(other, AuthorityFile.read(folder), now.incrementAndGet());
      Rollover restored = Authority.open(other, "cluster.local", TTL, now::get, RANDOM).rollover();
      assertThat(restored.views()).isEqualTo(rollover.views());
      assertThat(restored.phase()).isEqualTo(rollover.phase());
      assertThat(restored.lastEndMillis()).isEqualTo(rollover.lastEndMillis());
    }
  }

  @Test
  void stepsThatDoNotFitAreRefusedAndChangeNothing() {
    Rollover rollover = open().rollover();
    assertThatThrownBy(rollover::sign).isInstanceOf(RollException.class);
    assertThatThrownBy(rollover::retire).isInstanceOf(RollException.class);
    assertThatThrownBy(rollover::abort).hasMessageContaining("not being changed");
    assertThatThrownBy(rollover::forget).isInstanceOf(RollException.class);
    rollover.begin();
    assertThatThrownBy(rollover::begin).hasMessageContaining("already");
    assertThatThrownBy(rollover::retire).isInstanceOf(RollException.class);
    rollover.sign();
    assertThatThrownBy(rollover::abort).hasMessageContaining("no way back");
    assertThatThrownBy(rollover::forget).hasMessageContaining("still good");
    rollover.retire();
    assertThatThrownBy(rollover::begin).hasMessageContaining("weft authority forget");
    rollover.forget();
    rollover.begin();
    assertThat(rollover.phase()).isEqualTo(Phase.TRUSTING);
  }

  @Test
  void aNextRootIsTakenBackAsIfItHadNeverBeen() {
    Rollover rollover = open().rollover();
    List<String> before = rollover.trusted();
    rollover.begin();
    rollover.abort();
    assertThat(rollover.phase()).isEqualTo(Phase.STEADY);
    assertThat(rollover.trusted()).isEqualTo(before);
  }

  @Test
  void theLongestLifeThatWasEverSignedDecidesWhenTheLastOneEnds() {
    Authority.open(folder, "cluster.local", Duration.ofDays(30), now::get, RANDOM);
    Rollover rollover = open().rollover();
    rollover.begin();
    rollover.sign();
    assertThat(rollover.lastEndMillis()).isEqualTo(now.get() + Duration.ofDays(30).toMillis());
    rollover.retire();
    rollover.forget();
    rollover.begin();
    rollover.sign();
    assertThat(rollover.lastEndMillis()).isEqualTo(now.get() + TTL.toMillis());
  }

  @Test
  void aFileOfBeforeThereWasAnyChangeIsRead() throws Exception {
    List<String> trusted = open().rollover().trusted();
    Path file = folder.resolve("authority.pem");
    String text = Files.readString(file);
    Files.writeString(file, text.substring(text.indexOf("-----BEGIN")));
    Rollover rollover = open().rollover();
    assertThat(rollover.trusted()).isEqualTo(trusted);
    rollover.begin();
    rollover.sign();
    // Nobody knows how long its certificates live: the default was a day.
    assertThat(rollover.lastEndMillis()).isEqualTo(now.get() + Duration.ofDays(1).toMillis());
  }

  @Test
  void aFileThatIsCutAnywhereIsRefusedOrAsItWas() throws Exception {
    Rollover rollover = open().rollover();
    rollover.begin();
    rollover.sign();
    Path file = folder.resolve("authority.pem");
    String whole = Files.readString(file);
    int refused = 0;
    for (int at = 0; at < whole.length() - 1; at += 7) {
      Files.writeString(file, whole.substring(0, at));
      try {
        // What is left of a cut between two parts is still an authority, of the root that signs.
        assertThat(open().rollover().trusted().get(0)).isEqualTo(rollover.trusted().get(0));
        Files.writeString(file, whole);
      } catch (AuthorityException e) {
        refused++;
        assertThat(Files.readString(file)).isEqualTo(whole.substring(0, at));
      }
    }
    assertThat(refused).isGreaterThan(100);
    Files.writeString(file, whole + "# weft: later thing=1\n");
    assertThatThrownBy(this::open).hasMessageContaining("only a newer version knows");
  }

  @Test
  void theEndOfARootIsWarnedOfAYearAhead() {
    Rollover rollover = open().rollover();
    assertThat(rollover.warning()).isNull();
    now.addAndGet(Duration.ofDays(3650 - 360).toMillis());
    assertThat(rollover.warning()).contains("ends in 360 days").contains("weft authority rotate");
    rollover.begin();
    assertThat(rollover.warning()).contains("does not sign yet");
    rollover.sign();
    assertThat(rollover.warning()).isNull();
    rollover.retire();
    rollover.forget();
    now.addAndGet(Duration.ofDays(3651).toMillis());
    assertThat(rollover.warning()).contains("has ended");
  }

  private Authority open() {
    return Authority.open(folder, "cluster.local", TTL, now::get, RANDOM);
  }

  private int occurrences(String after, String before) throws Exception {
    return Files.readString(folder.resolve("authority.pem")).split(before + after, -1).length - 1;
  }

  private void validate(List<X509Certificate> path, X509Certificate root) throws Exception {
    PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(root, null)));
    parameters.setRevocationEnabled(false);
    parameters.setDate(new Date(now.get()));
    CertPathValidator.getInstance("PKIX")
        .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
  }

  private static List<X509Certificate> sign(Authority authority) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair pair = generator.generateKeyPair();
    byte[] request =
        new JcaPKCS10CertificationRequestBuilder(new X500Principal("CN=x"), pair.getPublic())
            .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()))
            .getEncoded();
    return certificates(authority.sign(Pem.encode("CERTIFICATE REQUEST", request), "shop", "cart"));
  }

  private static List<X509Certificate> roots(Authority authority) throws Exception {
    return certificates(authority.roots());
  }

  private static List<X509Certificate> certificates(String pem) throws Exception {
    List<X509Certificate> all = new ArrayList<>();
    CertificateFactory.getInstance("X.509")
        .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)))
        .forEach(certificate -> all.add((X509Certificate) certificate));
    return all;
  }
}
