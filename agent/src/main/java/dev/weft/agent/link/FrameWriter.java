package dev.weft.agent.link;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Random;
import java.util.concurrent.locks.ReentrantLock;

/** Writes a WebSocket client's frames, each whole and masked (RFC 6455, 5.3). Thread-safe. */
final class FrameWriter {
  private final OutputStream out;
  private final Random masks;
  private final ReentrantLock lock = new ReentrantLock();
  private boolean closed;

  /**
   * @param masks that nobody can foresee
   */
  FrameWriter(OutputStream out, Random masks) {
    this.out = out;
    this.masks = masks;
  }

  /**
   * @throws IOException if the channel is over
   */
  void write(int kind, byte[] payload) throws IOException {
    lock.lock();
    try {
      if (closed) {
        throw new IOException("the channel is closed");
      }
      out.write(frame(kind, payload, masks.nextInt()));
      out.flush();
    } finally {
      lock.unlock();
    }
  }

  /** Says the end, unless somebody is writing: that one may wait for ever. Nothing comes after. */
  void close(byte[] payload) throws IOException {
    if (!lock.tryLock()) {
      return;
    }
    try {
      if (!closed) {
        closed = true;
        out.write(frame(FrameReader.CLOSE, payload, masks.nextInt()));
        out.flush();
      }
    } finally {
      lock.unlock();
    }
  }

  private static byte[] frame(int kind, byte[] payload, int mask) {
    int length = payload.length;
    int more = length < 126 ? 0 : length <= 0xffff ? 2 : 8;
    byte[] frame = new byte[2 + more + 4 + length];
    frame[0] = (byte) (0x80 | kind);
    frame[1] = (byte) (0x80 | (more == 0 ? length : more == 2 ? 126 : 127));
    int at = 2;
    for (int i = more - 1; i >= 0; i--) {
      // Of eight bytes the first four are zero.
      frame[at++] = (byte) (i > 3 ? 0 : length >> 8 * i);
    }
    int masked = at + 4;
    for (int i = 0; i < 4; i++) {
      frame[at++] = (byte) (mask >> 8 * i);
    }
    for (int i = 0; i < length; i++) {
      frame[masked + i] = (byte) (payload[i] ^ mask >> 8 * (i & 3));
    }
    return frame;
  }
}
