package dev.weft.agent.link;

import dev.weft.core.time.Clock;
import dev.weft.policy.frame.Channel;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket over one socket, from the client's side (RFC 6455), as far as the channel needs it:
 * text messages, pings, closing. By hand, because a library with its logging was 90 classes, a
 * tenth of all bytecode that a meshed JVM has to load before it is linked. One thread reads ({@link
 * #run}), any may send.
 */
final class WebSocketChannel {
  private static final int READ_BYTES = 16 * 1024;

  /** RFC 6455, 7.4.1. */
  private static final int POLICY_VIOLATION = 1008;

  private static final int NO_CODE = 1005;

  private final Socket socket;
  private final Clock clock;
  private final Runnable opened;
  private final Consumer<String> text;
  private final SecureRandom random = new SecureRandom();
  private volatile @Nullable FrameWriter writer;
  private volatile long lastReadNanos;
  private volatile long lastWriteNanos;
  private volatile boolean ponged;

  // Of the thread that pings.
  private boolean pinged;
  private long lastPingNanos;

  /** Why it is over; the first reason counts. */
  private @Nullable String closeReason;

  /**
   * @param opened run on the reading thread when the handshake is done
   * @param text takes each message, on the reading thread
   */
  WebSocketChannel(Socket socket, Clock clock, Runnable opened, Consumer<String> text) {
    this.socket = socket;
    this.clock = clock;
    this.opened = opened;
    this.text = text;
  }

  /**
   * Makes the handshake and reads until the end. Returns or throws when the channel is over.
   *
   * @param host for the Host header
   * @param path of the channel
   * @param token sent as a bearer token; null: none
   * @throws IOException says why it is over
   */
  void run(String host, String path, @Nullable String token) throws IOException {
    try {
      InputStream in = new BufferedInputStream(new Watched(socket.getInputStream()), READ_BYTES);
      byte[] nonce = new byte[16];
      random.nextBytes(nonce);
      Handshake handshake = new Handshake(nonce);
      long begun = clock.nanos();
      long patience = TimeUnit.MILLISECONDS.toNanos(CollectorSocket.HANDSHAKE_MILLIS);
      socket.getOutputStream().write(handshake.request(host, path, token));
      handshake.finish(in, () -> clock.nanos() - begun > patience);
      // From here on silence is judged by the lease.
      socket.setSoTimeout(0);
      FrameWriter frames = new FrameWriter(socket.getOutputStream(), random);
      writer = frames;
      opened.run();
      read(new FrameReader(in, Channel.MAX_MESSAGE_BYTES), frames);
    } catch (RefusedException e) {
      throw e;
    } catch (FrameReader.ViolationException e) {
      String reason = "closed with code " + e.code + ", " + e.getMessage();
      end(reason, e.code, String.valueOf(e.getMessage()));
      throw new IOException(closeReason(reason), e);
    } catch (IOException e) {
      throw new IOException(closeReason(String.valueOf(e.getMessage())), e);
    }
    throw new IOException(closeReason("closed by the other side"));
  }

  private void read(FrameReader frames, FrameWriter answers) throws IOException {
    while (true) {
      switch (frames.next()) {
        case FrameReader.TEXT:
          text.accept(frames.text());
          break;
        case FrameReader.PING:
          answers.write(FrameReader.PONG, frames.payload());
          break;
        case FrameReader.PONG:
          ponged = true;
          break;
        case FrameReader.CLOSE:
          closed(frames.payload(), answers);
          return;
        default:
          return;
      }
    }
  }

  private void closed(byte[] payload, FrameWriter answers) throws IOException {
    int code = payload.length < 2 ? NO_CODE : (payload[0] & 0xff) << 8 | payload[1] & 0xff;
    String reason =
        payload.length <= 2
            ? ""
            : new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
    boolean first =
        ends(
            "closed by the other side with code " + code + (reason.isEmpty() ? "" : ", " + reason));
    answers.close(payload.length < 2 ? new byte[0] : new byte[] {payload[0], payload[1]});
    if (first && code == POLICY_VIOLATION) {
      throw new RefusedException(reason, false);
    }
  }

  /**
   * Sends one message.
   *
   * @throws IOException if the channel is over
   */
  void send(String message) throws IOException {
    write(FrameReader.TEXT, message.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Whether one of the two sides has said nothing for so long, and was not asked meanwhile. Each
   * forgets the other after a time without a word. At first neither has spoken.
   */
  boolean wantsPing(long afterNanos) {
    long now = clock.nanos();
    boolean heardNothing = now - lastReadNanos >= afterNanos && now - lastPingNanos >= afterNanos;
    return !pinged || heardNothing || now - lastWriteNanos >= afterNanos;
  }

  /** Asks the other side for a sign of life. One thread. */
  void ping() throws IOException {
    pinged = true;
    lastPingNanos = clock.nanos();
    write(FrameReader.PING, new byte[0]);
  }

  private void write(int kind, byte[] payload) throws IOException {
    FrameWriter frames = writer;
    if (frames == null) {
      throw new IOException("the channel is not open");
    }
    frames.write(kind, payload);
    lastWriteNanos = clock.nanos();
  }

  /** Whether the other side has answered a ping on this channel, and since when it is silent. */
  boolean isSilent(long forNanos) {
    return ponged && clock.nanos() - lastReadNanos > forNanos;
  }

  InetAddress localAddress() {
    return socket.getLocalAddress();
  }

  /** Ends it; the reading thread returns. Further calls do nothing. */
  void close(String reason) {
    end(reason, FrameReader.NORMAL, "");
    try {
      socket.close();
    } catch (IOException e) {
      ends(String.valueOf(e.getMessage()));
    }
  }

  private void end(String reason, int code, String words) {
    FrameWriter frames = writer;
    if (!ends(reason) || frames == null) {
      return;
    }
    byte[] said = words.getBytes(StandardCharsets.UTF_8);
    byte[] payload = new byte[2 + said.length];
    payload[0] = (byte) (code >> 8);
    payload[1] = (byte) code;
    System.arraycopy(said, 0, payload, 2, said.length);
    try {
      frames.close(payload);
    } catch (IOException e) {
      ends(String.valueOf(e.getMessage())); // it is over, and the reason for the end is known
    }
  }

  /** Whether this is the first reason. */
  private synchronized boolean ends(String reason) {
    if (closeReason != null) {
      return false;
    }
    closeReason = reason;
    return true;
  }

  /** Why it is over; {@code otherwise} where nobody has said so. */
  private synchronized String closeReason(String otherwise) {
    return closeReason == null ? otherwise : closeReason;
  }

  /** Notes when something came. */
  private final class Watched extends FilterInputStream {
    Watched(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      int count = super.read(into, from, length);
      lastReadNanos = clock.nanos();
      return count;
    }
  }
}
