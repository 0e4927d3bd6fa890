package dev.weft.agent.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The clocks of the collector and of two JVMs differ by up to five minutes. */
class ClockSkewTest {
  private static final String A = "spiffe://cluster.local/ns/default/sa/a";
  private static final String B = "spiffe://cluster.local/ns/default/sa/b";
  private static final String HOST = "10.0.0.2";
  private static final int PORT = 8443;
  private static final long MINUTE = 60_000;

  /** The shortest life for which it is promised. */
  private static final int LIFE_MINUTES = 15;

  private final AtomicLong now = new AtomicLong(1_800_000_000_000L);
  private final TestCa ca = new TestCa("mesh", now::get);
  private final PeerTable peers = new PeerTable();

  @ParameterizedTest
  @CsvSource({"5,0", "-5,0", "0,5", "0,-5", "5,5", "-5,-5", "2,-3"})
  void everyCallIsServedWhileAllRenewInTime(int clientAhead, int serverAhead) throws Exception {
    AgentTls client = tls(peers, clientAhead);
    AgentTls server = tls(new PeerTable(), serverAhead);
    PeerTable.Builder table = new PeerTable.Builder();
    table.add(HOST, PORT, B);
    peers.replace(table);

    for (int second = 0; second < 3 * LIFE_MINUTES * 60; second += 10) {
      renew(client, A);
      renew(server, B);
      client.tick();
      assertThat(client.ready()).isTrue();
      assertThat(server.ready()).isTrue();
      if (second % 60 == 0) {
        Handshake handshake = Handshake.connect(client, server, HOST, PORT);
        assertThat(server.verifyPeer(handshake.serverSession())).isEqualTo(A);
        assertThat(client.verifyPeer(handshake.clientSession())).isEqualTo(B);
      }
      now.addAndGet(10_000);
    }
    assertThat(client.generation()).isBetween(4L, 15L);
  }

  private AgentTls tls(PeerTable expected, int minutesAhead) {
    return new AgentTls(expected, () -> now.get() + minutesAhead * MINUTE, () -> 0, null);
  }

  private void renew(AgentTls tls, String id) throws Exception {
    String request = tls.requestDue(id);
    if (request != null) {
      tls.certificate(ca.sign(request, LIFE_MINUTES * 60), ca.rootPem());
    }
  }
}
