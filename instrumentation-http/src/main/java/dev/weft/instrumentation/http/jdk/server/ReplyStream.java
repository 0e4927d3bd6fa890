package dev.weft.instrumentation.http.jdk.server;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What the server of an older JDK writes its replies to: the head of a reply of known length waits
 * for the first bytes of the body, so that both leave in one write, and over mesh TLS in one
 * record. It waits no longer than until the application flushes or the connection is closed.
 * Anything else, above all a streamed reply, passes at once. As later JDKs do (seen in 25), which
 * gather for themselves, also what is streamed. One for a connection, used by one thread at a time;
 * {@link #sendKept} by any.
 */
final class ReplyStream extends OutputStream {
  /** Of a head that waits, and of a body that is copied behind it; more than most heads have. */
  private static final int BOUND = 4096;

  private final OutputStream server;
  private final SniffingChannel channel;
  private final ReentrantLock keeping = new ReentrantLock();
  private ByteBuffer kept = ByteBuffer.allocate(0);

  /** Whose head comes next; null: none is to be kept. */
  private @Nullable Reply expected;

  /** Whose head waits; null: none does. */
  private @Nullable Reply replying;

  /**
   * @param server what it writes to otherwise
   * @param channel where that leads
   */
  ReplyStream(OutputStream server, SniffingChannel channel) {
    this.server = server;
    this.channel = channel;
  }

  /** What the server knows of a reply. */
  interface Reply {
    /**
     * Bytes that follow the head; 0: none, or as many as are streamed. Known once it is written.
     */
    long bodyLength();

    /** Whether the server has done with the head: written it and, if it does that, flushed. */
    boolean isHeadSent();
  }

  /** The next to be written is this one's head. */
  void expect(Reply reply) {
    expected = reply;
  }

  @Override
  public void write(int b) throws IOException {
    if (expected == null && replying == null) {
      server.write(b);
    } else {
      write(new byte[] {(byte) b}, 0, 1);
    }
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    Reply reply = expected;
    expected = null;
    long body = reply == null || length > BOUND ? 0 : reply.bodyLength();
    if (body > 0) {
      keep(body, bytes, offset, length);
      replying = reply;
    } else if (replying == null) {
      server.write(bytes, offset, length); // streamed, or nothing follows, or what follows
    } else {
      replying = null;
      finish(bytes, offset, length);
    }
  }

  private void keep(long body, byte[] bytes, int offset, int length) {
    keeping.lock();
    try {
      long both = length + body;
      // A longer body is not copied.
      int room = both <= BOUND ? (int) both : length;
      if (kept.capacity() < room) {
        kept = ByteBuffer.allocate(Math.min(BOUND, Integer.highestOneBit(room) * 2));
      }
      kept.put(bytes, offset, length);
    } finally {
      keeping.unlock();
    }
  }

  private void finish(byte[] bytes, int offset, int length) throws IOException {
    keeping.lock();
    try {
      if (kept.remaining() >= length) {
        kept.put(bytes, offset, length);
        sendKept();
        return;
      }
      kept.flip();
      try {
        channel.writeAll(kept, ByteBuffer.wrap(bytes, offset, length));
      } finally {
        kept.clear();
      }
    } finally {
      keeping.unlock();
    }
  }

  @Override
  public void flush() throws IOException {
    Reply reply = replying;
    // The server flushes each head itself before it calls it sent.
    if (reply != null && reply.isHeadSent()) {
      replying = null;
      sendKept();
    }
  }

  /** Nothing waits any more, unless another thread is just writing it. */
  void sendKept() throws IOException {
    if (!keeping.tryLock()) {
      return;
    }
    try {
      if (kept.position() > 0) {
        kept.flip();
        try {
          channel.writeAll(kept, TlsStream.NOTHING);
        } finally {
          kept.clear();
        }
      }
    } finally {
      keeping.unlock();
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
