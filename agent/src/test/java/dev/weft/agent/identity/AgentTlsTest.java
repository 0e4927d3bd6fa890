package dev.weft.agent.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentTlsTest {
  private static final String A = "spiffe://cluster.local/ns/default/sa/a";
  private static final String B = "spiffe://cluster.local/ns/default/sa/b";
  private static final String HOST = "10.0.0.2";
  private static final int PORT = 8443;
  private static final int LIFE_SECONDS = 20;

  private final AtomicLong now = new AtomicLong(1_800_000_000_000L);
  private final TestCa ca = new TestCa("mesh", now::get);
  private final PeerTable peers = new PeerTable();
  private final AgentTls client = new AgentTls(peers, now::get, () -> 0, null);
  private final AgentTls server = new AgentTls(new PeerTable(), now::get, () -> 0, null);

  @BeforeEach
  void expectB() {
    expect(B);
  }

  private void expect(String id) {
    PeerTable.Builder table = new PeerTable.Builder();
    table.add(HOST, PORT, id);
    if (peers.replace(table)) {
      client.peersChanged();
    }
  }

  private void issue(AgentTls to, String id, TestCa by) throws GeneralSecurityException {
    String request = to.requestDue(id);
    assertThat(request).isNotNull();
    to.certificate(by.sign(request, LIFE_SECONDS), by.rootPem());
  }

  private Handshake connect() throws SSLException {
    return Handshake.connect(client, server, HOST, PORT);
  }

  private void pass(long seconds) {
    now.addAndGet(seconds * 1_000);
  }

  @Test
  void asksForItsIdentityAndBothSidesProveTheirs() throws Exception {
    assertThat(client.ready()).isFalse();
    String request = client.requestDue(A);
    assertThat(TestCa.requestedId(request)).isEqualTo(A);
    assertThat(client.requestDue(A)).as("while one is open").isNull();
    client.certificate(ca.sign(request, LIFE_SECONDS), ca.rootPem());
    issue(server, B, ca);

    Handshake handshake = connect();

    assertThat(client.ready()).isTrue();
    assertThat(handshake.serverSession().getProtocol()).isEqualTo("TLSv1.3");
    assertThat(server.verifyPeer(handshake.serverSession())).isEqualTo(A);
  }

  @Test
  void readyActionsRunOnceWhenTheCertificateCame() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    client.whenReady(runs::incrementAndGet);
    assertThat(runs).hasValue(0);

    issue(client, A, ca);
    client.whenReady(runs::incrementAndGet);

    assertThat(runs).hasValue(2);
  }

  @Test
  void serverOfAnotherIdentityIsRefused() throws Exception {
    issue(client, A, ca);
    issue(server, A, ca);

    assertThatThrownBy(this::connect)
        .isInstanceOf(SSLException.class)
        .hasMessageContaining("is " + A + ", expected [" + B + "]");
  }

  @Test
  void whereTwoAreToldToBeNeitherIsAccepted() throws Exception {
    issue(client, A, ca);
    issue(server, B, ca);
    PeerTable.Builder table = new PeerTable.Builder();
    table.add(HOST, PORT, A);
    table.add(HOST, PORT, B);
    peers.replace(table);

    assertThatThrownBy(this::connect).hasMessageContaining("several are told to be at 10.0.0.2");
  }

  @Test
  void serverAtAnUnknownAddressIsRefused() throws Exception {
    issue(client, A, ca);
    issue(server, B, ca);

    assertThatThrownBy(() -> Handshake.connect(client, server, HOST, 1))
        .hasMessageContaining("no instance of the mesh is known at 10.0.0.2:1");
    assertThatThrownBy(() -> Handshake.connect(client, server, "reviews", PORT))
        .hasMessageContaining("no instance of the mesh is known at reviews");
  }

  @Test
  void peersOfAForeignAuthorityAreRefusedOnBothSides() throws Exception {
    TestCa foreign = new TestCa("mesh", now::get);
    issue(client, A, ca);
    issue(server, B, foreign);
    assertThatThrownBy(this::connect).hasMessageContaining("no root of the mesh vouches");

    // The client trusts the server's authority, but not the other way round.
    client.roots(ca.rootPem() + foreign.rootPem());
    assertThatThrownBy(this::connect).hasMessageContaining("no root of the mesh vouches");
  }

  @Test
  void anExpiredPeerIsRefusedAlsoOnAConnectionThatIsUp() throws Exception {
    issue(client, A, ca);
    Handshake handshake;
    issue(server, B, ca);
    handshake = connect();
    assertThat(server.verifyPeer(handshake.serverSession())).isEqualTo(A);

    pass(LIFE_SECONDS + 1);

    assertThat(client.ready()).isFalse();
    assertThatThrownBy(() -> server.verifyPeer(handshake.serverSession()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("peer refused");
    issue(server, B, ca);
    // JDK 17 resumes the session of before, which TLS alone does not object to; 25 does not.
    assertThatThrownBy(() -> server.verifyPeer(connect().serverSession()))
        .isInstanceOf(IOException.class);
    client.tick();
    assertThatThrownBy(this::connect).isInstanceOf(SSLException.class);
  }

  @Test
  void aConnectionEndsWithTheFirstOfItsCertificates() throws Exception {
    issue(client, A, ca);
    pass(5);
    issue(server, B, ca);
    Handshake handshake = connect();

    assertThat(server.endsInMillis(handshake.serverSession())).isEqualTo(15_000);
    assertThat(client.endsInMillis(handshake.clientSession())).isEqualTo(15_000);
    pass(16);
    assertThat(client.endsInMillis(handshake.clientSession())).isNegative();
  }

  @Test
  void aConnectionIsToBeLeftInTheLastQuarterOfItsLife() throws Exception {
    issue(client, A, ca);
    issue(server, B, ca);
    SSLSession session = connect().serverSession();

    assertThat(server.endsSoon(session)).as("20 s left of 20").isFalse();
    pass(15);
    assertThat(server.endsSoon(session)).as("5 s left").isFalse();
    pass(1);
    assertThat(server.endsSoon(session)).as("4 s left").isTrue();
  }

  /** Not again what the certificates say: only the JDK's look-up of what a session holds. */
  @Test
  void askingAboutAConnectionAtEachRequestAllocatesNextToNothing() throws Exception {
    issue(client, A, ca);
    issue(server, B, ca);
    SSLSession session = connect().serverSession();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int requests = 20_000;
    long bytes = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int j = 0; j < requests; j++) {
        server.verifyPeer(session);
        server.endsSoon(session);
      }
      bytes = Math.min(bytes, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertThat(bytes / requests).isLessThanOrEqualTo(64);
  }

  @Test
  void anExpiredServerIsRefused() throws Exception {
    issue(server, B, ca);
    pass(LIFE_SECONDS / 2);
    issue(client, A, ca);
    connect();
    pass(LIFE_SECONDS / 2 + 1);

    // Not by the session that was made while the server's certificate was good, either.
    client.tick();

    assertThat(client.ready()).isTrue();
    assertThatThrownBy(this::connect).isInstanceOf(SSLException.class);
  }

  @Test
  void aResumedSessionIsCheckedAgainstTheRootsOfNow() throws Exception {
    issue(client, A, ca);
    issue(server, B, ca);
    connect();
    Handshake resumed = connect();
    assertThat(server.verifyPeer(resumed.serverSession())).isEqualTo(A);

    TestCa next = new TestCa("next", now::get);
    server.roots(next.rootPem());
    // A full handshake would already fail here, in the trust manager.
    Handshake again = connect();

    assertThatThrownBy(() -> server.verifyPeer(again.serverSession()))
        .hasMessageContaining("no root of the mesh vouches");
  }

  @Test
  void rotationInvalidatesTheClientsSessionsAndNothingFails() throws Exception {
    issue(client, A, ca);
    issue(server, B, ca);
    Handshake old = connect();
    for (int i = 0; i < 5; i++) {
      pass(LIFE_SECONDS / 2);
      issue(client, A, ca);
      issue(server, B, ca);
      client.tick();

      Handshake fresh = connect();

      assertThat(server.verifyPeer(fresh.serverSession())).isEqualTo(A);
      assertThat(fresh.serverSession().getPeerCertificates()[0])
          .as("certificate after rotation %s", i)
          .isNotEqualTo(old.serverSession().getPeerCertificates()[0]);
      assertThat(server.verifyPeer(connect().serverSession())).isEqualTo(A);
      old = fresh;
    }
    assertThat(client.generation()).isEqualTo(6);
  }

  @Test
  void rootsOverlapWhileTheyRoll() throws Exception {
    TestCa next = new TestCa("next", now::get);
    issue(client, A, ca);
    issue(server, B, ca);
    client.roots(ca.rootPem() + next.rootPem());
    server.roots(ca.rootPem() + next.rootPem());

    pass(LIFE_SECONDS / 2);
    String request = server.requestDue(B);
    server.certificate(next.sign(request, LIFE_SECONDS), ca.rootPem() + next.rootPem());

    assertThat(server.verifyPeer(connect().serverSession())).isEqualTo(A);
  }

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

  @Test
  void addressesAreComparedAsNumbersAndNamesAreNeverResolved() {
    assertThat(PeerTable.numeric("::1")).isEqualTo(PeerTable.numeric("0:0:0:0:0:0:0:1"));
    assertThat(PeerTable.numeric("10.0.0.2").getAddress()).containsExactly(10, 0, 0, 2);
    for (String name : new String[] {"localhost", "1.2.3", "1.2.3.4.5", "256.1.1.1", "x:1", ""}) {
      assertThat(PeerTable.numeric(name)).as(name).isNull();
    }
  }
}
