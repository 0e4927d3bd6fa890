package dev.weft.collector.server;

import com.linecorp.armeria.common.websocket.WebSocket;
import com.linecorp.armeria.common.websocket.WebSocketFrame;
import com.linecorp.armeria.common.websocket.WebSocketFrameType;
import com.linecorp.armeria.common.websocket.WebSocketWriter;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.websocket.WebSocketService;
import com.linecorp.armeria.server.websocket.WebSocketServiceHandler;
import dev.weft.collector.access.Principal;
import dev.weft.collector.json.Shown;
import dev.weft.collector.push.Control;
import dev.weft.collector.time.Loop;
import dev.weft.policy.frame.AgentMessage;
import dev.weft.policy.frame.AgentMessage.Hello;
import dev.weft.policy.frame.AgentMessage.SignRequest;
import dev.weft.policy.frame.Channel;
import dev.weft.policy.frame.CollectorMessage.SignRefused;
import dev.weft.policy.frame.FrameCodec;
import dev.weft.policy.frame.MalformedMessageException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agents' WebSocket: turns messages into calls of {@link Control} and back. They are read on a
 * thread of their own, so that whoever sends much (a full access log is 512 Ki characters a second)
 * does not hold up the control's loop, on which policy is pushed.
 */
final class ChannelService implements WebSocketServiceHandler {
  private static final Logger log = LoggerFactory.getLogger(ChannelService.class);

  /**
   * An agent says hello at once; whoever does not is none. As long as a frame may take: with 10 s,
   * agents of a starved machine were sent away and came back, which starved it further.
   */
  private static final long HELLO_MILLIS = 30_000;

  /**
   * What agents send is small: heartbeats, acknowledgements, counters. The largest are a hello with
   * 10,000 hosts in use (below 1 MiB) and the counters of 1,000 peers.
   */
  private static final int MAX_MESSAGE_BYTES = 4 * 1024 * 1024;

  /** An agent acknowledges each frame, at most one in 10 ms; the burst is for reconnecting. */
  private static final double MESSAGES_A_SECOND = 200;

  private static final double MESSAGES_AT_ONCE = 2_000;
  private static final double CHARACTERS_A_SECOND = 1024 * 1024;
  private static final double CHARACTERS_AT_ONCE = 16 * 1024 * 1024;

  /** Certificates are renewed at half their life, which is 1 s at the shortest. */
  private static final double CERTIFICATES_A_SECOND = 2;

  private static final double CERTIFICATES_AT_ONCE = 20;

  private final Control control;
  private final Loop reader;
  private final int maxConnections;
  private final Consumer<String> refused;
  private final FrameCodec codec = new FrameCodec();
  private final Wording wording = new Wording(codec);
  private final AtomicInteger connections = new AtomicInteger();

  /**
   * @param reader where messages are read; holds at most one of each connection
   * @param refused counts, told one of a few words
   */
  ChannelService(Control control, Loop reader, int maxConnections, Consumer<String> refused) {
    this.refused = refused;
    this.reader = reader;
    this.control = control;
    this.maxConnections = maxConnections;
  }

  /** For {@link Channel#PATH}. */
  WebSocketService service() {
    return WebSocketService.builder(this)
        .subprotocols(Channel.SUBPROTOCOL)
        // Agents send no Origin; browsers are kept out by OriginCheck.
        .allowedOrigins("*")
        .aggregateContinuation(true)
        .maxFramePayloadLength(MAX_MESSAGE_BYTES)
        .build();
  }

  /** How many agents are connected. */
  int connections() {
    return connections.get();
  }

  @Override
  public WebSocket handle(ServiceRequestContext context, WebSocket in) {
    WebSocketWriter out = WebSocket.streaming();
    SocketLink link =
        new SocketLink(
            out,
            wording,
            context.remoteAddress().getAddress().getHostAddress(),
            Principal.of(context));
    if (connections.incrementAndGet() > maxConnections) {
      connections.decrementAndGet();
      in.abort();
      link.close("this collector serves at most " + maxConnections + " agents");
      return out;
    }
    in.subscribe(new Conversation(link));
    return out;
  }

  /** One connection. Takes the next message only when the one before is done with. */
  private final class Conversation implements Subscriber<WebSocketFrame> {
    private final SocketLink link;
    private @Nullable Subscription subscription;
    // Only touched on the control's loop.
    private @Nullable String agentId;
    private boolean ended;
    // Only touched by who reads the message, and there is one at a time.
    private final Allowance messages;
    private final Allowance characters;
    private final Allowance certificates;

    Conversation(SocketLink link) {
      this.link = link;
      long now = control.loop().millis();
      messages = new Allowance(MESSAGES_A_SECOND, MESSAGES_AT_ONCE, now);
      characters = new Allowance(CHARACTERS_A_SECOND, CHARACTERS_AT_ONCE, now);
      certificates = new Allowance(CERTIFICATES_A_SECOND, CERTIFICATES_AT_ONCE, now);
    }

    @Override
    public void onSubscribe(Subscription s) {
      subscription = s;
      s.request(1);
      control
          .loop()
          .after(
              HELLO_MILLIS,
              () -> {
                if (agentId == null && !ended) {
                  end("the first message did not come within " + HELLO_MILLIS + " ms");
                }
              });
    }

    @Override
    public void onNext(WebSocketFrame frame) {
      try (frame) {
        if (frame.type() == WebSocketFrameType.TEXT) {
          String text = frame.text();
          reader.execute(() -> read(text));
          return;
        }
        if (frame.type() == WebSocketFrameType.PING) {
          link.pong(frame.array());
        } else if (frame.type() == WebSocketFrameType.CLOSE) {
          link.closeNormally();
        } else if (frame.type() == WebSocketFrameType.BINARY) {
          control.loop().execute(() -> end("binary messages are not spoken here"));
          return;
        }
      }
      more();
    }

    private void more() {
      Subscription s = subscription;
      if (s != null) {
        s.request(1);
      }
    }

    private void read(String text) {
      long now = control.loop().millis();
      if (!messages.take(1, now) || !characters.take(text.length(), now)) {
        control.loop().execute(() -> end("too much: at most 200 messages and 1 MiB a second"));
        return;
      }
      AgentMessage message;
      try {
        message = codec.readAgent(text);
      } catch (MalformedMessageException e) {
        control.loop().execute(() -> end("malformed message: " + e.getMessage()));
        return;
      }
      if (message instanceof SignRequest && !certificates.take(1, now)) {
        link.send(new SignRefused("too many requests: at most 2 a second"));
        more();
        return;
      }
      control.loop().execute(() -> take(message));
    }

    private void take(AgentMessage message) {
      if (ended) {
        return;
      }
      String wrong;
      try {
        wrong = answered(message);
      } catch (RuntimeException e) {
        // A mistake of ours: else this connection would neither go on nor end.
        end("the collector failed on this message");
        throw e;
      }
      if (wrong != null) {
        end(wrong);
      } else {
        more();
      }
    }

    private @Nullable String answered(AgentMessage message) {
      if (agentId != null) {
        return control.message(agentId, link, message);
      }
      if (!(message instanceof Hello hello)) {
        return "the first message must be hello";
      }
      String wrong = control.connect(hello, link);
      agentId = wrong == null ? hello.agentId() : null;
      return wrong;
    }

    private void end(String reason) {
      String shown = Shown.text(reason);
      log.info(
          "Ended the channel of agent {} at {} ({}): {}",
          agentId,
          link.address(),
          link.principal().name(),
          shown);
      refused.accept("channel");
      link.close(shown);
      gone();
    }

    private void gone() {
      if (!ended) {
        ended = true;
        connections.decrementAndGet();
        Subscription s = subscription;
        if (s != null) {
          s.cancel();
        }
        if (agentId != null) {
          control.disconnected(agentId, link);
        }
      }
    }

    @Override
    public void onError(Throwable t) {
      log.debug("A channel ended", t);
      link.closeNormally();
      goneAfterAll();
    }

    @Override
    public void onComplete() {
      link.closeNormally();
      goneAfterAll();
    }

    /** What came before counts: the last counters of an agent that ends. */
    private void goneAfterAll() {
      reader.execute(() -> control.loop().execute(this::gone));
    }
  }
}
