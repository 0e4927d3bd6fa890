package dev.weft.agent.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How this JVM comes to its certificate, and what becomes of it. */
class OwnCertificateTest extends AgentTlsFixture {
  @Test
  void renewalIsDueAtHalfLifeLessJitter() throws Exception {
    AgentTls early = new AgentTls(peers, now::get, () -> 0.999, null);
    issue(client, A, ca);
    issue(early, A, ca);

    pass(7);
    assertThat(early.requestDue(A)).isNull();
    now.addAndGet(1_010);
    assertThat(early.requestDue(A)).isNotNull();
    assertThat(client.requestDue(A)).isNull();
    pass(2);
    assertThat(client.requestDue(A)).isNotNull();
  }

  @Test
  void aRefusedOrUnansweredRequestIsMadeAgain() throws Exception {
    client.requestDue(A);
    client.refused();
    assertThat(client.requestDue(A)).isNull();
    pass(5);
    assertThat(client.requestDue(A)).isNotNull();

    client.connected();
    assertThat(client.requestDue(A)).as("on a new link").isNotNull();
    pass(10);
    assertThat(client.requestDue(A)).as("without an answer").isNotNull();
  }

  @Test
  void anotherIdentityIsAskedForAtOnceButOnlyOnce() throws Exception {
    issue(client, A, ca);

    String request = client.requestDue(B);
    assertThat(request).isNotNull();
    assertThat(client.requestDue(B)).isNull();
    client.refused();
    assertThat(client.requestDue(B)).isNull();
    assertThat(client.id()).isEqualTo(A);
  }

  @Test
  void aCertificateThatWasNotAskedForChangesNothing() throws Exception {
    issue(client, A, ca);
    String foreign = server.requestDue(B);
    pass(LIFE_SECONDS / 2);
    client.requestDue(A);

    assertThatThrownBy(() -> client.certificate(ca.sign(foreign, 20), ca.rootPem()))
        .isInstanceOf(CertificateException.class)
        .hasMessageContaining("not for the key");
    assertThatThrownBy(() -> client.certificate("nonsense", ca.rootPem()))
        .isInstanceOf(CertificateException.class);
    assertThat(client.generation()).isEqualTo(1);
    assertThat(client.ready()).isTrue();
  }

  @Test
  void aFirstCertificateNeedsNoSignatureButOneThatReplacesAnotherDoes() throws Exception {
    client.certificate(damaged(ca.sign(client.requestDue(A), LIFE_SECONDS)), ca.rootPem());
    assertThat(client.id()).isEqualTo(A);
    issue(server, B, ca);
    assertThatThrownBy(this::connect).as("peers look").isInstanceOf(SSLException.class);
    pass(LIFE_SECONDS / 2);
    String request = server.requestDue(B);

    assertThatThrownBy(
            () -> server.certificate(damaged(ca.sign(request, LIFE_SECONDS)), ca.rootPem()))
        .hasMessageContaining("no root of the mesh vouches");
    assertThat(server.generation()).isEqualTo(1);
  }

  /** With another signature: its last byte is the certificate's. */
  private static String damaged(String pem) throws CertificateException {
    byte[] der = Pem.decode("CERTIFICATE", pem);
    der[der.length - 1] ^= 1;
    return Pem.encode("CERTIFICATE", der);
  }

  @Test
  void aFirstCertificateThatDoesNotFitTheRootsThatCameWithItIsRefused() throws Exception {
    String request = client.requestDue(A);
    TestCa sameName = new TestCa("mesh", now::get);
    TestCa otherName = new TestCa("other", now::get);
    String chain = ca.sign(request, LIFE_SECONDS);

    assertThatThrownBy(() -> client.certificate(chain, otherName.rootPem() + sameName.rootPem()))
        .hasMessageContaining("no root of the mesh vouches");

    assertThat(client.ready()).isFalse();
  }

  @Test
  void aFirstCertificateThatIsExpiredIsRefused() throws Exception {
    String chain = ca.sign(client.requestDue(A), LIFE_SECONDS);
    pass(LIFE_SECONDS + 1);

    assertThatThrownBy(() -> client.certificate(chain, ca.rootPem()))
        .isInstanceOf(CertificateExpiredException.class);

    assertThat(client.ready()).isFalse();
  }

  @Test
  void anIdentityKeptInAFileSurvivesARestartAndIsTheOwnersOnly(@TempDir Path dir) throws Exception {
    Path path = dir.resolve("state").resolve("a.pem");
    AgentTls before = new AgentTls(peers, now::get, () -> 0, new IdentityFile(path));
    before.restore();
    assertThat(before.ready()).isFalse();
    issue(before, A, ca);
    before.save();
    issue(server, B, ca);

    AgentTls after = new AgentTls(peers, now::get, () -> 0, new IdentityFile(path));
    after.restore();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-------");
    assertThat(after.id()).isEqualTo(A);
    Handshake handshake = Handshake.connect(after, server, HOST, PORT);
    assertThat(server.verifyPeer(handshake.serverSession())).isEqualTo(A);

    pass(LIFE_SECONDS + 1);
    AgentTls late = new AgentTls(peers, now::get, () -> 0, new IdentityFile(path));
    assertThatThrownBy(late::restore).isInstanceOf(IOException.class);
    assertThat(late.ready()).isFalse();
  }
}
