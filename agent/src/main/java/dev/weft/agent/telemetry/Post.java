package dev.weft.agent.telemetry;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A way for messages to an OTLP endpoint, each tried once. Used by one thread. */
interface Post {
  /** Of an answer, which is not looked at; a connection is only closed well when it was read. */
  int MAX_ANSWER_BYTES = 64 * 1024;

  String CONTENT_TYPE = "application/x-protobuf";

  /**
   * @param bytes the message is the first {@code length} of them
   * @param millis how long it may take
   * @throws IOException if no answer came
   */
  Answer send(byte[] bytes, int length, long millis) throws IOException;

  /** Nothing is to be sent for a while. */
  default void idle() {}

  /**
   * What the endpoint says.
   *
   * @param retryAfter header of that name; null: none
   */
  record Answer(int status, @Nullable String retryAfter) {
    boolean isGood() {
      return status >= 200 && status < 300;
    }

    /** As OTLP says. */
    boolean isRetryable() {
      return status == 429 || status == 502 || status == 503 || status == 504;
    }

    /** Seconds only; a date is treated as absent, the usual pause is kept then. */
    long retryAfterNanos() {
      String header = retryAfter;
      if (header == null || header.isEmpty() || header.length() > 4) {
        return 0;
      }
      for (int i = 0; i < header.length(); i++) {
        if (!Character.isDigit(header.charAt(i))) {
          return 0;
        }
      }
      return Integer.parseInt(header) * 1_000_000_000L;
    }
  }
}
