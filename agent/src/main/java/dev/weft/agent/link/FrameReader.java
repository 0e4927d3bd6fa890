package dev.weft.agent.link;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads a WebSocket's frames and puts messages together (RFC 6455, 5). What is longer than allowed
 * is not read: memory is taken for what has come, never for what was announced. One thread.
 */
final class FrameReader {
  static final int CONTINUATION = 0;
  static final int TEXT = 1;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;

  /** RFC 6455, 7.4.1. */
  static final int NORMAL = 1000;

  private static final int PROTOCOL_ERROR = 1002;
  private static final int NOT_ACCEPTED = 1003;
  private static final int NOT_UTF8 = 1007;
  private static final int TOO_LONG = 1009;

  private static final int MAX_CONTROL_BYTES = 125;

  /** Read at once; more only when that has come. */
  private static final int STEP_BYTES = 64 * 1024;

  private final InputStream in;
  private final int maxBytes;

  /** What has come of a message in several frames. */
  private byte @Nullable [] begun;

  /** Of the control frame or the message that was read last. */
  private byte[] payload = {};

  /**
   * @param maxBytes of a message
   */
  FrameReader(InputStream in, int maxBytes) {
    this.in = in;
    this.maxBytes = maxBytes;
  }

  /** The other side breaks the protocol: the channel is to be closed with that code. */
  static final class ViolationException extends IOException {
    private static final long serialVersionUID = 1;

    final int code;

    ViolationException(int code, String message) {
      super(message);
      this.code = code;
    }
  }

  /** What the last {@link #next} has read. */
  byte[] payload() {
    return payload;
  }

  /**
   * Reads to the end of the next message or control frame, also one within a message.
   *
   * @return {@link #TEXT}, {@link #CLOSE}, {@link #PING} or {@link #PONG}; -1: the connection ended
   *     between frames
   */
  int next() throws IOException {
    while (true) {
      int first = in.read();
      if (first < 0) {
        return -1;
      }
      int second = one();
      boolean last = (first & 0x80) != 0;
      int kind = first & 0x0f;
      if ((first & 0x70) != 0) {
        throw new ViolationException(PROTOCOL_ERROR, "bits of extensions");
      }
      if ((second & 0x80) != 0) {
        throw new ViolationException(PROTOCOL_ERROR, "a masked frame");
      }
      int announced = second & 0x7f;
      long length = length(announced);
      if (kind >= CLOSE) {
        if (kind > PONG || !last || announced > MAX_CONTROL_BYTES) {
          throw new ViolationException(PROTOCOL_ERROR, "a malformed control frame");
        }
        payload = read((int) length, new byte[0]);
        return kind;
      }
      if (kind > TEXT) {
        throw new ViolationException(NOT_ACCEPTED, "text expected");
      }
      if ((kind == CONTINUATION) != (begun != null)) {
        throw new ViolationException(PROTOCOL_ERROR, "a frame out of turn");
      }
      byte[] before = begun == null ? new byte[0] : begun;
      if (length > maxBytes - before.length) {
        throw new ViolationException(TOO_LONG, "a message longer than " + maxBytes + " bytes");
      }
      byte[] all = read((int) length, before);
      begun = last ? null : all;
      if (last) {
        payload = all;
        return TEXT;
      }
    }
  }

  /** The text of the message that was read last. */
  String text() throws IOException {
    String text = new String(payload, StandardCharsets.UTF_8);
    // What stands for malformed bytes may also have been sent.
    if (text.indexOf('\uFFFD') >= 0) {
      try {
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload));
      } catch (CharacterCodingException e) {
        throw new ViolationException(NOT_UTF8, "text that is not UTF-8");
      }
    }
    return text;
  }

  private long length(int announced) throws IOException {
    if (announced < 126) {
      return announced;
    }
    long length = 0;
    for (int i = announced == 126 ? 2 : 8; i > 0; i--) {
      length = length << 8 | one();
    }
    if (length < 0) {
      throw new ViolationException(PROTOCOL_ERROR, "a negative length");
    }
    return length;
  }

  private int one() throws IOException {
    int next = in.read();
    if (next < 0) {
      throw new EOFException("closed by the other side within a frame");
    }
    return next;
  }

  /** As many bytes, behind those before. */
  private byte[] read(int count, byte[] before) throws IOException {
    byte[] all = before;
    int size = before.length;
    int end = size + count;
    while (size < end) {
      if (size == all.length) {
        // At least doubled, so that many small frames are not copied again and again.
        int larger = Math.min(end, Math.max(2 * size, size + STEP_BYTES));
        byte[] copy = new byte[larger];
        System.arraycopy(all, 0, copy, 0, size);
        all = copy;
      }
      int length = in.read(all, size, all.length - size);
      if (length < 0) {
        throw new EOFException("closed by the other side within a frame");
      }
      size += length;
    }
    return all;
  }
}
