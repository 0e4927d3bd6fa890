package dev.weft.agent.telemetry;

import dev.weft.agent.log.AgentLog;
import dev.weft.core.time.Clock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPOutputStream;

/**
 * Sends messages on the calling thread. Tries again as OTLP says (429, 502, 503, 504, or no answer)
 * until the time is over. Used by one thread.
 */
final class Sender {
  private static final long FIRST_WAIT_NANOS = 250_000_000L;
  private static final long MAX_WAIT_NANOS = 5_000_000_000L;

  private final String what;
  private final Target target;
  private final Post post;
  private final Clock clock;
  private final AgentLog log;

  /**
   * Where messages go.
   *
   * @param headers of each message; may hold secrets, never logged
   * @param gzip whether messages are compressed
   * @param timeoutMillis of one message with all its tries, from 1
   */
  record Target(
      URI endpoint, Map<String, List<String>> headers, boolean gzip, long timeoutMillis) {}

  /**
   * @param what is sent, for messages
   */
  Sender(String what, Target target, Post post, Clock clock, AgentLog log) {
    this.what = what;
    this.target = target;
    this.post = post;
    this.clock = clock;
    this.log = log;
  }

  /**
   * @param bytes the message is the first {@code length} of them
   * @param untilNanos on the clock: given up then
   * @return whether it arrived
   */
  boolean send(byte[] bytes, int length, long untilNanos) {
    if (target.gzip()) {
      byte[] compressed = compressed(bytes, length);
      return sendBody(compressed, compressed.length, untilNanos);
    }
    return sendBody(bytes, length, untilNanos);
  }

  /** Nothing is to be sent for a while. */
  void idle() {
    post.idle();
  }

  private boolean sendBody(byte[] body, int length, long untilNanos) {
    long until = clock.nanos() + target.timeoutMillis() * 1_000_000L;
    boolean ending = untilNanos - until < 0;
    if (ending) {
      until = untilNanos;
    }
    URI endpoint = target.endpoint();
    long wait = FIRST_WAIT_NANOS;
    while (true) {
      long retryAfterNanos;
      try {
        Post.Answer answer =
            post.send(body, length, Math.max(1, (until - clock.nanos()) / 1_000_000));
        if (answer.isGood()) {
          return true;
        }
        log.info(endpoint + " answers " + what + " with " + answer.status());
        if (!answer.isRetryable()) {
          return false;
        }
        retryAfterNanos = answer.retryAfterNanos();
      } catch (IOException e) {
        log.info(endpoint + " takes no " + what + ": " + e.getMessage());
        if (ending) {
          // The JVM ends: nobody waits for an endpoint that is not there.
          return false;
        }
        retryAfterNanos = 0;
      }
      long pause = Math.max(wait, retryAfterNanos);
      if (clock.nanos() + pause - until >= 0 || Thread.currentThread().isInterrupted()) {
        return false;
      }
      LockSupport.parkNanos(pause);
      wait = Math.min(MAX_WAIT_NANOS, 2 * wait);
    }
  }

  private static byte[] compressed(byte[] bytes, int length) {
    ByteArrayOutputStream body = new ByteArrayOutputStream(length / 2);
    try (GZIPOutputStream zip = new GZIPOutputStream(body)) {
      zip.write(bytes, 0, length);
    } catch (IOException e) {
      throw new IllegalStateException("an array takes all that is written", e);
    }
    return body.toByteArray();
  }
}
