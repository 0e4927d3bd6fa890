package dev.weft.collector.server;

import dev.weft.policy.frame.AgentMessage;
import dev.weft.policy.frame.AgentMessage.Ack;
import dev.weft.policy.frame.AgentMessage.Hello;
import dev.weft.policy.frame.AgentMessage.Register;
import dev.weft.policy.frame.AgentMessage.Service;
import dev.weft.policy.frame.Channel;
import dev.weft.policy.frame.CollectorMessage;
import dev.weft.policy.frame.CollectorMessage.Registered;
import dev.weft.policy.frame.CollectorMessage.Welcome;
import dev.weft.policy.frame.Frame;
import dev.weft.policy.frame.FrameCodec;
import dev.weft.policy.frame.Instance;
import dev.weft.policy.frame.MalformedMessageException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** An agent over a real WebSocket that does what a test tells it. */
final class FakeAgent implements AutoCloseable {
  private final FrameCodec codec = new FrameCodec();
  private final BlockingQueue<CollectorMessage> received = new LinkedBlockingQueue<>();
  private final CompletableFuture<String> closed = new CompletableFuture<>();
  private final WebSocket socket;
  final String id;
  final String service;

  private FakeAgent(HttpClient client, int port, String id, String service) {
    this(client, "ws", port, id, service, "");
  }

  private FakeAgent(
      HttpClient client, String scheme, int port, String id, String service, String token) {
    this.id = id;
    this.service = service;
    WebSocket.Builder builder = client.newWebSocketBuilder().subprotocols(Channel.SUBPROTOCOL);
    if (!token.isEmpty()) {
      builder.header("authorization", "Bearer " + token);
    }
    socket =
        builder
            .buildAsync(URI.create(scheme + "://127.0.0.1:" + port + Channel.PATH), new Ears())
            .join();
  }

  /** Over TLS. */
  static FakeAgent secured(HttpClient client, int port, String id, String service, String token) {
    return new FakeAgent(client, "wss", port, id, service, token);
  }

  static FakeAgent connect(HttpClient client, int port, String id, String service) {
    return new FakeAgent(client, port, id, service);
  }

  /** Connects, says hello, and applies the first frame. */
  static FakeAgent ready(HttpClient client, int port, String id, String service, String... uses) {
    FakeAgent agent = connect(client, port, id, service);
    agent.hello("machine", uses);
    agent.await(Welcome.class);
    agent.ack(agent.await(Frame.class));
    return agent;
  }

  void hello(String machine, String... uses) {
    hello(machine, Map.of("app", service), uses);
  }

  void helloOf(String service, String account) {
    hello(new Service(service, "default", account, Map.of()), "machine");
  }

  void hello(String machine, Map<String, String> labels, String... uses) {
    hello(new Service(service, "default", service, labels), machine, uses);
  }

  private void hello(Service own, String machine, String... uses) {
    send(
        new Hello(
            Channel.PROTOCOL,
            id,
            "test",
            List.of(),
            List.of(own),
            machine,
            1,
            "17",
            "",
            0,
            List.of(uses)));
  }

  void register(int port, boolean loopback) {
    send(new Register(List.of(instance(port, loopback))));
    CollectorMessage message = next();
    while (!(message instanceof Registered)) {
      // It learns of its own host like everybody else.
      ack((Frame) message);
      message = next();
    }
  }

  Instance instance(int port, boolean loopback) {
    return new Instance(
        id + "/" + service,
        service,
        "default",
        service,
        Map.of("app", service),
        List.of(new Instance.Port(9080, "127.0.0.1", port, "http", 0, loopback)));
  }

  void ack(Frame frame) {
    send(new Ack(frame.epoch(), frame.revision()));
  }

  boolean isOpen() {
    return !closed.isDone();
  }

  void send(AgentMessage message) {
    sendText(codec.write(message));
  }

  void sendText(String text) {
    socket.sendText(text, true).join();
  }

  WebSocket socket() {
    return socket;
  }

  /** The next message, which must be of this type. */
  <T extends CollectorMessage> T await(Class<T> type) {
    return type.cast(next());
  }

  CollectorMessage next() {
    try {
      CollectorMessage message = received.poll(5, TimeUnit.SECONDS);
      if (message == null) {
        throw new AssertionError("no message within 5 s");
      }
      return message;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  boolean heardNothing() {
    return received.isEmpty();
  }

  /** Why the collector ended the connection. */
  String closeReason() {
    return closed.orTimeout(5, TimeUnit.SECONDS).join();
  }

  @Override
  public void close() {
    socket.abort();
  }

  private final class Ears implements WebSocket.Listener {
    private final StringBuilder part = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      part.append(data);
      if (last) {
        try {
          received.add(codec.readCollector(part.toString()));
        } catch (MalformedMessageException e) {
          closed.completeExceptionally(e);
        }
        part.setLength(0);
      }
      from.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int status, String reason) {
      closed.complete(status + " " + reason);
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      closed.complete("error " + error);
    }
  }
}
