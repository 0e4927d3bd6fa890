package dev.weft.agent.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.BeforeEach;

/** A client and a server of one mesh, on a clock that the test moves. */
abstract class AgentTlsFixture {
  static final String A = "spiffe://cluster.local/ns/default/sa/a";
  static final String B = "spiffe://cluster.local/ns/default/sa/b";
  static final String HOST = "10.0.0.2";
  static final int PORT = 8443;
  static final int LIFE_SECONDS = 20;

  final AtomicLong now = new AtomicLong(1_800_000_000_000L);
  final TestCa ca = new TestCa("mesh", now::get);
  final PeerTable peers = new PeerTable();
  final AgentTls client = new AgentTls(peers, now::get, () -> 0, null);
  final AgentTls server = new AgentTls(new PeerTable(), now::get, () -> 0, null);

  @BeforeEach
  void expectB() {
    expect(B);
  }

  void expect(String id) {
    PeerTable.Builder table = new PeerTable.Builder();
    table.add(HOST, PORT, id);
    if (peers.replace(table)) {
      client.peersChanged();
    }
  }

  void issue(AgentTls to, String id, TestCa by) throws GeneralSecurityException {
    String request = to.requestDue(id);
    assertThat(request).isNotNull();
    to.certificate(by.sign(request, LIFE_SECONDS), by.rootPem());
  }

  Handshake connect() throws SSLException {
    return Handshake.connect(client, server, HOST, PORT);
  }

  void pass(long seconds) {
    now.addAndGet(seconds * 1_000);
  }
}
