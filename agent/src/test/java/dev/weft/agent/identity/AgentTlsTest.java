package dev.weft.agent.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.Test;

/** What both sides of a connection check. */
class AgentTlsTest extends AgentTlsFixture {
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
  void addressesAreComparedAsNumbersAndNamesAreNeverResolved() {
    assertThat(PeerTable.numeric("::1")).isEqualTo(PeerTable.numeric("0:0:0:0:0:0:0:1"));
    assertThat(PeerTable.numeric("10.0.0.2").getAddress()).containsExactly(10, 0, 0, 2);
    for (String name : new String[] {"localhost", "1.2.3", "1.2.3.4.5", "256.1.1.1", "x:1", ""}) {
      assertThat(PeerTable.numeric(name)).as(name).isNull();
    }
  }
}
