package dev.weft.instrumentation.http.jdk.server;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;

/**
 * The accepting end of TLS over a blocking channel. Reads by one thread at a time, writes by any,
 * which take turns; a read answers what the peer's records ask for (key updates).
 */
final class TlsStream {
  static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final ByteChannel wire;
  private final SSLEngine engine;
  private final ReentrantLock writing = new ReentrantLock();

  /** Received, not yet decrypted; ready to be read. */
  private ByteBuffer encrypted;

  /** Decrypted, not yet given out; ready to be read. */
  private ByteBuffer plain;

  private ByteBuffer outgoing;

  /**
   * @param received what came in before
   */
  TlsStream(ByteChannel wire, SSLContext context, ByteBuffer received) {
    this.wire = wire;
    engine = context.createSSLEngine();
    engine.setUseClientMode(false);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setNeedClientAuth(true);
    parameters.setProtocols(new String[] {"TLSv1.3"});
    engine.setSSLParameters(parameters);
    SSLSession session = engine.getSession();
    int packet = Math.max(session.getPacketBufferSize(), received.remaining());
    encrypted = ByteBuffer.allocate(packet).put(received).flip();
    plain = ByteBuffer.allocate(session.getApplicationBufferSize()).flip();
    outgoing = ByteBuffer.allocate(session.getPacketBufferSize());
  }

  SSLSession session() {
    return engine.getSession();
  }

  void handshake() throws IOException {
    engine.beginHandshake();
    HandshakeStatus status = engine.getHandshakeStatus();
    while (status != HandshakeStatus.NOT_HANDSHAKING && status != HandshakeStatus.FINISHED) {
      switch (status) {
        case NEED_TASK -> runTasks();
        case NEED_WRAP -> send(NOTHING);
        default -> {
          if (!decrypt()) {
            throw new EOFException("the peer left during the TLS handshake");
          }
        }
      }
      status = engine.getHandshakeStatus();
    }
  }

  /** -1 at the peer's end. */
  int read(ByteBuffer to) throws IOException {
    if (!to.hasRemaining()) {
      return 0;
    }
    while (!plain.hasRemaining()) {
      if (!decrypt()) {
        return -1;
      }
      afterRecord();
    }
    int count = Math.min(to.remaining(), plain.remaining());
    to.put(plain.slice(plain.position(), count));
    plain.position(plain.position() + count);
    return count;
  }

  int write(ByteBuffer from) throws IOException {
    int count = from.remaining();
    while (from.hasRemaining()) {
      send(from);
    }
    return count;
  }

  /** Both, in as few records as they fit in. */
  void write(ByteBuffer first, ByteBuffer second) throws IOException {
    if (!second.hasRemaining()) {
      write(first);
      return;
    }
    ByteBuffer[] both = {first, second};
    while (second.hasRemaining()) {
      send(both);
    }
  }

  /** Says good-bye where nobody is writing. */
  void close() throws IOException {
    if (writing.tryLock()) {
      try {
        engine.closeOutbound();
        if (!engine.isOutboundDone()) {
          send(NOTHING);
        }
      } finally {
        writing.unlock();
      }
    }
  }

  /** Decrypts the next record into {@link #plain}; false: the end. */
  private boolean decrypt() throws IOException {
    while (true) {
      plain.compact();
      SSLEngineResult result = engine.unwrap(encrypted, plain);
      plain.flip();
      if (result.getStatus() == Status.CLOSED) {
        return false;
      }
      if (result.getStatus() == Status.OK) {
        return true;
      }
      if (result.getStatus() == Status.BUFFER_OVERFLOW) {
        ByteBuffer larger =
            ByteBuffer.allocate(engine.getSession().getApplicationBufferSize() + plain.remaining());
        plain = larger.put(plain).flip();
      } else if (!receive()) {
        return false;
      }
    }
  }

  private boolean receive() throws IOException {
    encrypted.compact();
    if (!encrypted.hasRemaining()) {
      ByteBuffer larger = ByteBuffer.allocate(encrypted.capacity() * 2);
      encrypted = larger.put(encrypted.flip());
    }
    int count = wire.read(encrypted);
    encrypted.flip();
    return count >= 0;
  }

  private void afterRecord() throws IOException {
    HandshakeStatus status = engine.getHandshakeStatus();
    if (status == HandshakeStatus.NEED_TASK) {
      runTasks();
      status = engine.getHandshakeStatus();
    }
    if (status == HandshakeStatus.NEED_WRAP) {
      send(NOTHING);
    }
  }

  private void runTasks() {
    for (Runnable task = engine.getDelegatedTask();
        task != null;
        task = engine.getDelegatedTask()) {
      task.run();
    }
  }

  private void send(ByteBuffer... from) throws IOException {
    writing.lock();
    try {
      Status status;
      do {
        outgoing.clear();
        status = engine.wrap(from, outgoing).getStatus();
        if (status == Status.BUFFER_OVERFLOW) {
          outgoing = ByteBuffer.allocate(engine.getSession().getPacketBufferSize() * 2);
        }
      } while (status == Status.BUFFER_OVERFLOW);
      outgoing.flip();
      while (outgoing.hasRemaining()) {
        wire.write(outgoing);
      }
      if (status == Status.CLOSED && from[from.length - 1].hasRemaining()) {
        throw new IOException("the TLS connection is closed");
      }
    } finally {
      writing.unlock();
    }
  }
}
