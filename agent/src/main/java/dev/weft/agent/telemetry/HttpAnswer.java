package dev.weft.agent.telemetry;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One answer of HTTP/1.1, as far as it matters whether a message has arrived. Not thread-safe. */
final class HttpAnswer {
  private static final int MAX_HEAD_BYTES = 16 * 1024;
  private static final String VERSION = "HTTP/1.";

  private byte[] bytes = new byte[1024];
  private int size;
  private String head = "";

  /** Asked before each read. */
  @FunctionalInterface
  interface Patience {
    /**
     * @throws IOException if there is none left
     */
    int left() throws IOException;
  }

  /** Whether anything came. */
  boolean isBegun() {
    return size > 0;
  }

  /**
   * @return whether another answer may follow on the same connection
   * @throws IOException if it is none, or does not come to its end
   */
  boolean read(InputStream in, Patience patience) throws IOException {
    int end = head(in, patience, 0);
    while (status() < 200) {
      end = head(in, patience, end); // 100 and the like come before the answer
    }
    String length = header("content-length");
    if (!head.startsWith(VERSION + "1")
        || "close".equalsIgnoreCase(header("connection"))
        || header("transfer-encoding") != null) {
      return false;
    }
    if (status() == 204) {
      return size == end;
    }
    return length != null && length.length() < 6 && skipped(in, patience, end, length);
  }

  private boolean skipped(InputStream in, Patience patience, int end, String length)
      throws IOException {
    int expected;
    try {
      expected = Integer.parseInt(length);
    } catch (NumberFormatException e) {
      return false;
    }
    if (expected < 0 || expected > Post.MAX_ANSWER_BYTES) {
      return false;
    }
    int rest = expected - (size - end);
    byte[] into = new byte[Math.min(Math.max(rest, 0), 4096)];
    while (rest > 0) {
      patience.left();
      int count = in.read(into, 0, Math.min(rest, into.length));
      if (count < 0) {
        return false;
      }
      rest -= count;
    }
    return rest == 0;
  }

  /**
   * Reads to the end of a head.
   *
   * @return where it ends
   */
  private int head(InputStream in, Patience patience, int from) throws IOException {
    int looked = from;
    while (true) {
      for (; looked + 4 <= size; looked++) {
        if (bytes[looked] == '\r'
            && bytes[looked + 1] == '\n'
            && bytes[looked + 2] == '\r'
            && bytes[looked + 3] == '\n') {
          head = new String(bytes, from, looked + 2 - from, StandardCharsets.ISO_8859_1);
          return looked + 4;
        }
      }
      if (size == bytes.length) {
        if (size >= MAX_HEAD_BYTES) {
          throw new IOException("the answer's head is longer than " + MAX_HEAD_BYTES + " bytes");
        }
        bytes = Arrays.copyOf(bytes, 2 * size);
      }
      patience.left();
      int count = in.read(bytes, size, bytes.length - size);
      if (count < 0) {
        throw new IOException("closed by the other side before its answer");
      }
      size += count;
    }
  }

  /**
   * @throws IOException if what came is no HTTP
   */
  int status() throws IOException {
    // HTTP/1.1 200
    if (head.length() < 12 || !head.startsWith(VERSION) || head.charAt(8) != ' ') {
      throw new IOException("the answer is no HTTP");
    }
    int status = 0;
    for (int i = 9; i < 12; i++) {
      int digit = head.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        throw new IOException("the answer is no HTTP");
      }
      status = 10 * status + digit;
    }
    return status;
  }

  /**
   * @return the first of that name; null: none
   */
  @Nullable String header(String name) {
    int line = head.indexOf("\r\n") + 2;
    while (line < head.length()) {
      int end = head.indexOf("\r\n", line);
      int value = line + name.length() + 1;
      if (value <= end
          && head.regionMatches(true, line, name, 0, name.length())
          && head.charAt(value - 1) == ':') {
        return head.substring(value, end).trim();
      }
      line = end + 2;
    }
    return null;
  }
}
