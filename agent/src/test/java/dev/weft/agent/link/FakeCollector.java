package dev.weft.agent.link;

import dev.weft.agent.identity.TestCa;
import dev.weft.policy.frame.AgentMessage;
import dev.weft.policy.frame.Channel;
import dev.weft.policy.frame.CollectorMessage;
import dev.weft.policy.frame.FrameCodec;
import dev.weft.policy.frame.MalformedMessageException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.java_websocket.WebSocket;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.handshake.ClientHandshake;
import org.java_websocket.protocols.Protocol;
import org.java_websocket.server.WebSocketServer;

/** A collector that answers as it must and says what it was told. */
public final class FakeCollector implements AutoCloseable {
  private static final int WAIT_SECONDS = 20;

  private final FrameCodec codec = new FrameCodec();
  private final TestCa ca = new TestCa("mesh", System::currentTimeMillis);
  private final LinkedBlockingQueue<AgentMessage> heard = new LinkedBlockingQueue<>();
  private final LinkedBlockingQueue<WebSocket> opened = new LinkedBlockingQueue<>();
  private final LinkedBlockingQueue<String> requests = new LinkedBlockingQueue<>();
  private final CountDownLatch started = new CountDownLatch(1);
  private final Server server;
  private volatile WebSocket channel;
  private volatile boolean answersDeregister = true;

  public FakeCollector() throws InterruptedException {
    this(0);
  }

  /**
   * @param port 0: any
   */
  public FakeCollector(int port) throws InterruptedException {
    server = new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    server.setReuseAddr(true);
    server.start();
    if (!started.await(WAIT_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("fake collector did not start");
    }
  }

  public String url() {
    return "http://127.0.0.1:" + server.getPort();
  }

  public int port() {
    return server.getPort();
  }

  public TestCa ca() {
    return ca;
  }

  public void answersDeregister(boolean answers) {
    answersDeregister = answers;
  }

  /** The next message of this kind; others before it are passed over. */
  public <M extends AgentMessage> M await(Class<M> kind) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
    while (true) {
      AgentMessage message = heard.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (message == null) {
        throw new AssertionError("no " + kind.getSimpleName() + " came");
      }
      if (kind.isInstance(message)) {
        return kind.cast(message);
      }
    }
  }

  /** The Authorization header and path of the next connection. */
  public String awaitRequest() throws InterruptedException {
    String request = requests.poll(WAIT_SECONDS, TimeUnit.SECONDS);
    if (request == null) {
      throw new AssertionError("nobody connected");
    }
    return request;
  }

  public void send(CollectorMessage message) {
    channel.send(codec.write(message));
  }

  public void sendText(String text) {
    channel.send(text);
  }

  /** Cuts the connection without a word. */
  public void cut() {
    channel.closeConnection(1006, "cut");
  }

  @Override
  public void close() throws InterruptedException {
    server.stop(1_000);
  }

  private void answer(AgentMessage message) {
    if (message instanceof AgentMessage.Hello) {
      send(
          new CollectorMessage.Welcome(
              "e1", "cluster.local", 15_000, 5_000, "127.0.0.1", System.currentTimeMillis()));
    } else if (message instanceof AgentMessage.SignRequest request) {
      send(new CollectorMessage.Certificate(ca.sign(request.csr(), 3_600), ca.rootPem()));
    } else if (message instanceof AgentMessage.Register) {
      send(new CollectorMessage.Registered());
    } else if (message instanceof AgentMessage.Deregister && answersDeregister) {
      send(new CollectorMessage.Deregistered());
    } else if (message instanceof AgentMessage.Stats stats) {
      send(new CollectorMessage.StatsTaken(stats.sequence()));
    }
  }

  private final class Server extends WebSocketServer {
    Server(InetSocketAddress address) {
      super(
          address,
          1,
          List.of(
              new Draft_6455(
                  List.of(),
                  List.of(new Protocol(Channel.SUBPROTOCOL)),
                  Channel.MAX_MESSAGE_BYTES)));
      setDaemon(true);
    }

    @Override
    public void onStart() {
      started.countDown();
    }

    @Override
    public void onOpen(WebSocket conn, ClientHandshake handshake) {
      requests.add(
          handshake.getFieldValue("Authorization") + " " + handshake.getResourceDescriptor());
      channel = conn;
      opened.add(conn);
    }

    @Override
    public void onMessage(WebSocket conn, String text) {
      try {
        AgentMessage message = codec.readAgent(text);
        answer(message);
        heard.add(message);
      } catch (MalformedMessageException e) {
        throw new AssertionError(text, e);
      }
    }

    @Override
    public void onClose(WebSocket conn, int code, String reason, boolean remote) {
      // What the agent makes of it is seen at the agent.
    }

    @Override
    public void onError(WebSocket conn, Exception e) {
      // A cut connection is no error here.
    }
  }
}
