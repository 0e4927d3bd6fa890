package dev.weft.agent.link;

import dev.weft.agent.log.AgentLog;
import dev.weft.agent.thread.AgentThread;
import dev.weft.core.time.Clock;
import dev.weft.policy.frame.Channel;
import dev.weft.policy.frame.CollectorMessage;
import dev.weft.policy.frame.FrameCodec;
import dev.weft.policy.frame.MalformedMessageException;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.security.cert.CertificateException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Connects to the collector, reads, and connects again, on a thread of its own. */
final class Connector {
  /** Messages read but not yet taken by the machine; then reading waits. */
  private static final int MAX_WAITING = 16;

  private final URI collector;
  private final CollectorSocket sockets;
  private final Supplier<@Nullable String> token;
  private final Backoff backoff;
  private final FrameCodec codec;
  private final Clock clock;
  private final AgentLog log;
  private final Semaphore room = new Semaphore(MAX_WAITING);
  private final CountDownLatch ended = new CountDownLatch(1);

  // Of the connector's thread.
  private boolean shown;
  private boolean withoutCertificate;
  private String warned = "";

  /**
   * @param token asked for at each connection; null: none
   */
  Connector(
      URI collector,
      CollectorSocket sockets,
      Supplier<@Nullable String> token,
      Backoff backoff,
      FrameCodec codec,
      Clock clock,
      AgentLog log) {
    this.collector = collector;
    this.sockets = sockets;
    this.token = token;
    this.backoff = backoff;
    this.codec = codec;
    this.clock = clock;
    this.log = log;
  }

  /**
   * Begins. The callbacks come from the connector's thread, one at a time.
   *
   * @param lost with the reason: a channel is over or could not be opened
   */
  void start(
      Consumer<ChannelWire> opened, Consumer<CollectorMessage> received, Consumer<String> lost) {
    new AgentThread("link-reader", () -> run(opened, received, lost)).start();
  }

  /** A message given to {@code received} has been dealt with. */
  void taken() {
    room.release();
  }

  /** No further connection is made; the present one goes on until it is closed. */
  void end() {
    ended.countDown();
  }

  private boolean isEnded() {
    return ended.getCount() == 0;
  }

  private void run(
      Consumer<ChannelWire> opened, Consumer<CollectorMessage> received, Consumer<String> lost) {
    while (!isEnded()) {
      long wait = -1;
      try {
        connect(opened, received);
      } catch (RefusedException e) {
        if (!isEnded()) {
          refused(e);
          lost.accept(String.valueOf(e.getMessage()));
          wait = e.lasting() ? backoff.refusedNanos() : -1;
        }
      } catch (IOException e) {
        // A certificate that the collector does not know any more must not keep out a good token.
        withoutCertificate =
            shown && (e instanceof SSLException || e.getCause() instanceof SSLException);
        if (!isEnded()) {
          if (isUntrusted(e)) {
            warnOnce(
                "collector is not trusted: "
                    + e.getMessage()
                    + ". Its authority is known by a token of its own (token-file) or by ca-file;"
                    + " calls go on by what is known");
          }
          lost.accept(String.valueOf(e.getMessage()));
        }
      } catch (RuntimeException | LinkageError e) {
        log.fault("the link failed", e);
        lost.accept(e.toString());
      }
      try {
        if (ended.await(wait < 0 ? backoff.nextNanos() : wait, TimeUnit.NANOSECONDS)) {
          return;
        }
      } catch (InterruptedException e) {
        // Nobody has a reason to interrupt this thread; it ends by close().
        continue;
      }
    }
  }

  private void connect(Consumer<ChannelWire> opened, Consumer<CollectorMessage> received)
      throws IOException {
    String proof = proof();
    boolean show = sockets.hasIdentity() && (proof == null || !withoutCertificate);
    shown = show;
    try (Socket socket = sockets.open(show)) {
      if (isEnded()) {
        return;
      }
      Reading reading = new Reading(opened, received);
      WebSocketChannel next = new WebSocketChannel(socket, clock, reading::opened, reading::text);
      reading.channel = next;
      String base = collector.getRawPath() == null ? "" : collector.getRawPath();
      next.run(collector.getHost() + ":" + sockets.port(), base + Channel.PATH, proof);
    }
  }

  /** The token, where it may be sent. */
  private @Nullable String proof() {
    String given = token.get();
    if (given != null && !sockets.isPrivate()) {
      warnOnce("token is not sent without TLS over the network: write https:// in collector");
      return null;
    }
    return given;
  }

  /** Whether it was the collector's certificate, and not the connection. */
  private static boolean isUntrusted(IOException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateException) {
        return true;
      }
    }
    return false;
  }

  private void refused(RefusedException e) {
    warnOnce(
        e.atDoor()
            ? "collector does not let this agent in: "
                + e.getMessage()
                + " Get a token with: weft token create --service-account NAME, and set token-file;"
                + " calls go on by what is known"
            : "collector ended the link: " + e.getMessage());
  }

  /** Again only when it is something else. */
  private void warnOnce(String line) {
    if (!line.equals(warned)) {
      warned = line;
      log.warn(line);
    }
  }

  /** What is read on one channel. */
  private final class Reading {
    private final Consumer<ChannelWire> opened;
    private final Consumer<CollectorMessage> received;
    private @Nullable WebSocketChannel channel;

    Reading(Consumer<ChannelWire> opened, Consumer<CollectorMessage> received) {
      this.opened = opened;
      this.received = received;
    }

    void opened() {
      WebSocketChannel current = channel;
      if (current != null) {
        opened.accept(new ChannelWire(current, codec));
      }
    }

    void text(String text) {
      try {
        CollectorMessage message = codec.readCollector(text);
        // Not earlier: one that accepts and closes at once must not be asked all the time.
        backoff.reset();
        room.acquire();
        received.accept(message);
      } catch (MalformedMessageException e) {
        log.warn("collector sent what is no message: " + e.getMessage());
        WebSocketChannel current = channel;
        if (current != null) {
          current.close("what came is no message");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
