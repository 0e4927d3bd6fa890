package dev.weft.collector.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.collector.authority.Authority;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A command knows the collector by the fingerprint in its token, also while roots roll. */
class CollectorTrustTest {
  @TempDir Path folder;
  @TempDir Path other;

  @Test
  void eitherRootOfATokenIsGoodUntilTheOldOneIsForgotten() throws Exception {
    Authority authority = authority(folder);
    String old = authority.fingerprint();
    check(authority, old);
    authority.rollover().begin();
    check(authority, old);
    authority.rollover().sign();
    String next = authority.fingerprint();
    assertThat(next).isNotEqualTo(old);
    check(authority, old);
    check(authority, next);
    authority.rollover().retire();
    check(authority, old);
    authority.rollover().forget();
    check(authority, next);
    assertThatThrownBy(() -> check(authority, old))
        .isInstanceOf(CertificateException.class)
        .hasMessageContaining("not the one that the token is of");
  }

  @Test
  void theOldRootBesideAnotherAuthoritysCertificateProvesNothing() throws Exception {
    Authority authority = authority(folder);
    String old = authority.fingerprint();
    authority.rollover().begin();
    authority.rollover().sign();
    X509Certificate[] real = chain(authority);
    X509Certificate[] forged = chain(authority(other));
    X509Certificate[] mixed = {forged[0], real[1], real[2], forged[1]};
    assertThatThrownBy(() -> CollectorTrust.check(old, mixed))
        .isInstanceOf(CertificateException.class)
        .hasMessageContaining("has not signed");
  }

  private static void check(Authority authority, String fingerprint) throws CertificateException {
    CollectorTrust.check(fingerprint, chain(authority));
  }

  private static X509Certificate[] chain(Authority authority) {
    return authority
        .collectorIdentity(List.of("localhost"))
        .chain()
        .toArray(new X509Certificate[0]);
  }

  private static Authority authority(Path folder) {
    return Authority.open(
        folder,
        "cluster.local",
        Duration.ofHours(1),
        System::currentTimeMillis,
        new SecureRandom());
  }
}
