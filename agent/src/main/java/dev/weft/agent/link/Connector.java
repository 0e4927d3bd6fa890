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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
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
      try {
        connect(opened, received);
      } catch (IOException e) {
        if (!isEnded()) {
          lost.accept(String.valueOf(e.getMessage()));
        }
      } catch (RuntimeException | LinkageError e) {
        log.fault("the link failed", e);
        lost.accept(e.toString());
      }
      try {
        if (ended.await(backoff.nextNanos(), TimeUnit.NANOSECONDS)) {
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
    try (Socket socket = sockets.open()) {
      if (isEnded()) {
        return;
      }
      Reading reading = new Reading(opened, received);
      WebSocketChannel next = new WebSocketChannel(socket, clock, reading::opened, reading::text);
      reading.channel = next;
      String base = collector.getRawPath() == null ? "" : collector.getRawPath();
      next.run(collector.getHost() + ":" + sockets.port(), base + Channel.PATH, token.get());
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
