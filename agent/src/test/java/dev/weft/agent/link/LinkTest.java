package dev.weft.agent.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.agent.config.Settings;
import dev.weft.agent.identity.AgentTls;
import dev.weft.agent.identity.CollectorTls;
import dev.weft.agent.identity.PeerTable;
import dev.weft.agent.log.AgentLog;
import dev.weft.agent.thread.AgentThread;
import dev.weft.agent.thread.TestThreads;
import dev.weft.core.call.Protocol;
import dev.weft.core.listen.Listeners;
import dev.weft.policy.frame.AgentMessage;
import dev.weft.policy.frame.Frame;
import dev.weft.policy.frame.FrameCodec;
import dev.weft.policy.frame.Instance;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LinkTest {
  private static final long LONG = TimeUnit.SECONDS.toNanos(20);

  @TempDir Path dir;

  private final RecordingSink sink = new RecordingSink();
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private FakeCollector collector;
  private AgentTls tls;
  private Link link;

  @BeforeEach
  void startCollector() throws Exception {
    collector = new FakeCollector();
  }

  @AfterEach
  void stop() throws Exception {
    if (link != null) {
      link.close();
      TestThreads.awaitLinks();
    }
    collector.close();
  }

  private Link link(String url, String more) {
    Settings settings =
        Settings.parse(
            "service=reviews;collector=" + url + ";state-dir=" + dir + more,
            Map.of(),
            new Properties());
    PeerTable peers = new PeerTable();
    tls = new AgentTls(peers, System::currentTimeMillis, () -> 0, null);
    link =
        new Link(
            new LinkParts(
                settings,
                tls,
                new CollectorTls(tls, settings::token, null),
                peers,
                sink,
                SwitchFile.of(settings),
                List::of,
                () -> null,
                List::of,
                System::nanoTime,
                () -> 0,
                () -> {},
                new AgentLog(Settings.LogLevel.INFO, new PrintStream(said, true))));
    return link;
  }

  @Test
  void aRefusedAgentSaysOnceWhyAndWhatToDo() throws Exception {
    try (ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      link("http://127.0.0.1:" + door.getLocalPort(), ";token=weft_svc_stale").start();
      for (int i = 0; i < 2; i++) {
        try (Socket caller = door.accept()) {
          caller.getInputStream().read(new byte[4_096]);
          caller
              .getOutputStream()
              .write(
                  ("HTTP/1.1 401 Unauthorized\r\nweft-reason: token 1 expired.\r\n"
                          + "content-length: 0\r\n\r\n")
                      .getBytes(StandardCharsets.US_ASCII));
        }
      }
    }
    assertThat(said.toString(StandardCharsets.UTF_8))
        .containsOnlyOnce("does not let this agent in: token 1 expired. Get a token with: weft")
        .doesNotContain("weft_svc_stale");
  }

  @Test
  void aTokenIsNotSentInPlaintextOverTheNetwork() {
    CollectorSocket near = new CollectorSocket(URI.create("http://localhost:1"), null);
    CollectorSocket far = new CollectorSocket(URI.create("http://collector:7700"), null);
    CollectorSocket secured = new CollectorSocket(URI.create("https://collector:7700"), null);
    assertThat(near.isPrivate()).isTrue();
    assertThat(far.isPrivate()).isFalse();
    assertThat(secured.isPrivate()).isTrue();
  }

  @Test
  void registersGetsACertificateAndAnnouncesMeshTlsThen() throws Exception {
    link(collector.url(), ";token=geheim").start();
    assertThat(collector.awaitRequest()).isEqualTo("Bearer geheim /v1/agents/channel");
    Listeners.Listening listening =
        link.listeners().opened(new InetSocketAddress(9080), Protocol.HTTP, Listeners.Tls.NONE);
    listening.acceptsMtls(9080);

    AgentMessage.Register register = collector.await(AgentMessage.Register.class);
    while (register.instances().get(0).ports().get(0).mtlsPort() == 0) {
      register = collector.await(AgentMessage.Register.class);
    }
    CountDownLatch ready = new CountDownLatch(1);
    tls.whenReady(ready::countDown);
    assertThat(ready.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(register.instances().get(0).ports().get(0).address()).isEqualTo("127.0.0.1");
  }

  @Test
  void appliesALargeFrameAndTellsWhatIsUsed() throws Exception {
    link(collector.url(), "").start();
    collector.await(AgentMessage.Hello.class);
    link.use(Frames.REVIEWS);
    assertThat(collector.await(AgentMessage.Use.class).hosts()).containsExactly(Frames.REVIEWS);

    Instance[] many = new Instance[2_000];
    for (int i = 0; i < many.length; i++) {
      many[i] = Frames.instance("i" + i, 1 + i, 0);
    }
    collector.send(Frames.full("e1", 1, many));

    assertThat(sink.await().state().endpoints().get(Frames.REVIEWS).instances()).hasSize(2_000);
    assertThat(collector.await(AgentMessage.Ack.class)).isEqualTo(new AgentMessage.Ack("e1", 1));
  }

  @Test
  void connectsAgainAfterACutAndSaysWhatItHas() throws Exception {
    link(collector.url(), "").start();
    collector.await(AgentMessage.Hello.class);
    collector.send(Frames.full("e1", 5));
    collector.await(AgentMessage.Ack.class);

    collector.cut();

    AgentMessage.Hello again = collector.await(AgentMessage.Hello.class);
    assertThat(again.epoch()).isEqualTo("e1");
    assertThat(again.revision()).isEqualTo(5);
    collector.send(Frames.delta("e1", 6, 5, Frames.document("a")));
    assertThat(collector.await(AgentMessage.Ack.class).revision()).isEqualTo(6);
  }

  @Test
  void aCollectorThatReturnsIsFoundAgain() throws Exception {
    link(collector.url(), "").start();
    collector.await(AgentMessage.Hello.class);
    int port = collector.port();
    collector.close();

    collector = new FakeCollector(port);

    assertThat(collector.await(AgentMessage.Hello.class).services()).hasSize(1);
  }

  @Test
  void nothingWaitsOnceTheCollectorCouldNotBeReached() throws Exception {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    link("http://127.0.0.1:" + free, "").start();

    assertThat(sink.noLongerWaits.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void oneThatIsNoCollectorIsTakenForUnreachable() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      link("http://127.0.0.1:" + socket.getLocalPort(), "").start();
      try (var accepted = socket.accept()) {
        accepted
            .getOutputStream()
            .write("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".getBytes("US-ASCII"));
        assertThat(sink.noLongerWaits.await(20, TimeUnit.SECONDS)).isTrue();
      }
    }
  }

  @Test
  void textThatIsNoMessageEndsTheConnectionAndTheNextOneStartsAnew() throws Exception {
    link(collector.url(), "").start();
    collector.await(AgentMessage.Hello.class);
    collector.sendText("{\"kind\":\"nonsense\"}");

    collector.await(AgentMessage.Hello.class);
    assertThat(said.toString("UTF-8")).contains("no message");
  }

  @Test
  void leavingReturnsWhenTheCollectorHasConfirmed() throws Exception {
    link(collector.url(), "").start();
    collector.await(AgentMessage.Hello.class);

    assertThat(link.leave(LONG)).isTrue();
    collector.await(AgentMessage.Deregister.class);
  }

  @Test
  void leavingWaitsNoLongerThanAsked() throws Exception {
    collector.answersDeregister(false);
    link(collector.url(), "").start();
    collector.await(AgentMessage.Hello.class);

    assertThat(link.leave(1)).isFalse();
    collector.await(AgentMessage.Deregister.class);
  }

  @Test
  void leavingDoesNotWaitForACollectorThatIsAway() throws Exception {
    link(collector.url(), "").start();
    collector.await(AgentMessage.Hello.class);
    collector.send(Frames.full("e1", 1));
    sink.await();
    collector.close();
    assertThat(sink.noLongerWaits.await(20, TimeUnit.SECONDS)).isTrue();

    long before = System.nanoTime();
    link.leave(LONG);
    assertThat(System.nanoTime() - before).isLessThan(LONG);
  }

  @Test
  void closingKeepsTheStateForTheNextStart() throws Exception {
    link(collector.url(), "").start();
    collector.await(AgentMessage.Hello.class);
    collector.send(Frames.full("e1", 5, Frames.instance("i", 1, 2)));
    sink.await();
    collector.await(AgentMessage.Ack.class);
    link.close();
    String url = collector.url();
    collector.close();
    // The link's thread writes before it ends; the next start is what shows it.
    Frame kept = awaitKept(url);

    assertThat(kept.endpoints()).hasSize(1);
    collector = new FakeCollector();
  }

  private Frame awaitKept(String url) throws Exception {
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().equals("weft-link")) {
        thread.join(20_000);
      }
    }
    StateFile file = new StateFile(dir.resolve("default.reviews.state"), url, new FrameCodec());
    return file.read().state().toFrame();
  }

  @Test
  void threadsAreTheAgentsOwnDaemonsWithoutAContextClassLoader() throws Exception {
    link(collector.url(), "").start();
    collector.await(AgentMessage.Hello.class);

    List<Thread> own =
        Thread.getAllStackTraces().keySet().stream()
            .filter(t -> t.getName().startsWith("weft-link"))
            .toList();
    assertThat(own).extracting(Thread::getName).contains("weft-link", "weft-link-reader");
    assertThat(own)
        .allSatisfy(
            t -> {
              assertThat(t).isInstanceOf(AgentThread.class);
              assertThat(t.isDaemon()).isTrue();
              assertThat(t.getContextClassLoader()).isNull();
            });
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .noneMatch(
            name -> name.startsWith("WebSocketConnect") || name.startsWith("WebSocketWrite"));
  }
}
