package dev.weft.agent.link;

import dev.weft.policy.frame.Channel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Turns a connection into a WebSocket, from the client's side (RFC 6455, 4.1). */
final class Handshake {
  private static final int MAX_HEAD = 8 * 1024;

  /** RFC 6455, 1.3. */
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  /** The collector's header that says why a handshake is refused. */
  private static final String REASON = "weft-reason";

  private final String key;

  /**
   * @param nonce 16 random bytes
   */
  Handshake(byte[] nonce) {
    key = Base64.getEncoder().encodeToString(nonce);
  }

  /**
   * @param token printable ASCII, sent as a bearer token; null: none
   */
  byte[] request(String host, String path, @Nullable String token) {
    StringBuilder head = new StringBuilder(512);
    head.append("GET ").append(path).append(" HTTP/1.1\r\nHost: ").append(host);
    head.append("\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13");
    head.append("\r\nSec-WebSocket-Key: ").append(key);
    head.append("\r\nSec-WebSocket-Protocol: ").append(Channel.SUBPROTOCOL);
    if (token != null) {
      head.append("\r\nAuthorization: Bearer ").append(token);
    }
    return head.append("\r\n\r\n").toString().getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Reads the answer and not a byte more.
   *
   * @param late whether it has taken too long
   * @throws RefusedException if the collector does not let this agent in
   * @throws IOException if what answers is no WebSocket that speaks the channel's protocol
   */
  void finish(InputStream in, BooleanSupplier late) throws IOException {
    String answer = head(in, late);
    if (answer.startsWith("HTTP/1.1 401") || answer.startsWith("HTTP/1.1 403")) {
      String reason = header(answer, REASON);
      throw new RefusedException(
          reason == null ? answer.substring(0, "HTTP/1.1 401".length()) : reason, true);
    }
    if (!answer.startsWith("HTTP/1.1 101")) {
      throw unexpected(answer.substring(0, answer.indexOf('\r')), "HTTP/1.1 101");
    }
    expect(answer, "Upgrade", "websocket");
    expect(answer, "Connection", "upgrade");
    expect(answer, "Sec-WebSocket-Protocol", Channel.SUBPROTOCOL);
    String accept = accept();
    String given = header(answer, "Sec-WebSocket-Accept");
    if (!accept.equals(given)) {
      throw unexpected("Sec-WebSocket-Accept " + given, accept);
    }
    String extensions = header(answer, "Sec-WebSocket-Extensions");
    if (extensions != null) {
      throw unexpected("Sec-WebSocket-Extensions " + extensions, "none");
    }
  }

  private static String head(InputStream in, BooleanSupplier late) throws IOException {
    StringBuilder head = new StringBuilder(512);
    int matched = 0;
    while (matched < 4) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("closed by the other side within the handshake");
      }
      if (head.length() == MAX_HEAD) {
        throw new IOException("handshake: the answer's head is longer than " + MAX_HEAD + " bytes");
      }
      if (late.getAsBoolean()) {
        throw new IOException("handshake: the answer takes too long");
      }
      head.append((char) next);
      matched = next == "\r\n\r\n".charAt(matched) ? matched + 1 : next == '\r' ? 1 : 0;
    }
    return head.toString();
  }

  private static void expect(String answer, String name, String value) throws IOException {
    String given = header(answer, name);
    if (!value.equalsIgnoreCase(given)) {
      throw unexpected(name + " " + given, value);
    }
  }

  private static IOException unexpected(String given, String expected) {
    return new IOException("handshake: the answer has " + given + ", expected " + expected);
  }

  /** The first header of that name; null: none. */
  private static @Nullable String header(String answer, String name) {
    int line = answer.indexOf("\r\n") + 2;
    while (line < answer.length()) {
      int end = answer.indexOf("\r\n", line);
      int value = line + name.length() + 1;
      if (value <= end
          && answer.regionMatches(true, line, name, 0, name.length())
          && answer.charAt(value - 1) == ':') {
        return answer.substring(value, end).trim();
      }
      line = end + 2;
    }
    return null;
  }

  private String accept() {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-1")
              .digest(key.concat(GUID).getBytes(StandardCharsets.US_ASCII));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }
}
