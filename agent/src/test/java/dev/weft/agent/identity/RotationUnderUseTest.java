package dev.weft.agent.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Certificates of 20 s are renewed on both sides while calls go on. */
@Timeout(120)
class RotationUnderUseTest {
  private static final String A = "spiffe://cluster.local/ns/default/sa/a";
  private static final String B = "spiffe://cluster.local/ns/default/sa/b";
  private static final int THREADS = 3;
  private static final int SECONDS = 40;

  private final AtomicLong now = new AtomicLong(1_800_000_000_000L);
  private final TestCa ca = new TestCa("mesh", now::get);
  private final PeerTable peers = new PeerTable();
  private final AgentTls client = new AgentTls(peers, now::get, () -> 0.3, null);
  private final AgentTls server = new AgentTls(new PeerTable(), now::get, () -> 0.7, null);
  private final AtomicBoolean over = new AtomicBoolean();
  private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();

  private void renewIfDue(AgentTls tls, String id) throws GeneralSecurityException {
    String request = tls.requestDue(id);
    if (request != null) {
      tls.certificate(ca.sign(request, 20), ca.rootPem());
    }
    tls.tick();
  }

  private void call(Semaphore calls) {
    while (!over.get()) {
      try {
        Handshake handshake = Handshake.connect(client, server, "10.0.0.2", 8443);
        assertThat(server.verifyPeer(handshake.serverSession())).isEqualTo(A);
      } catch (Exception | AssertionError e) {
        failures.add(e);
      }
      calls.release();
    }
  }

  @Test
  void noCallFails() throws Exception {
    PeerTable.Builder table = new PeerTable.Builder();
    table.add("10.0.0.2", 8443, B);
    peers.replace(table);
    renewIfDue(client, A);
    renewIfDue(server, B);
    List<Thread> callers = new ArrayList<>();
    List<Semaphore> done = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      Semaphore calls = new Semaphore(0);
      done.add(calls);
      Thread caller = new Thread(() -> call(calls));
      caller.start();
      callers.add(caller);
    }

    for (int second = 0; second < SECONDS; second++) {
      // Two of each caller: the second was begun within this second.
      done.forEach(Semaphore::drainPermits);
      for (Semaphore calls : done) {
        assertThat(calls.tryAcquire(2, 30, TimeUnit.SECONDS)).isTrue();
      }
      now.addAndGet(1_000);
      renewIfDue(client, A);
      renewIfDue(server, B);
    }
    over.set(true);
    for (Thread caller : callers) {
      caller.join();
    }

    assertThat(failures).isEmpty();
    assertThat(client.generation()).isGreaterThan(3);
    assertThat(server.generation()).isGreaterThan(3);
  }
}
