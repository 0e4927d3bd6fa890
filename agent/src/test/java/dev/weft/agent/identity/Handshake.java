package dev.weft.agent.identity;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;

/** One TLS connection between two engines, without a network. */
final class Handshake {
  private final SSLEngine client;
  private final SSLEngine server;
  private final ByteBuffer toServer = ByteBuffer.allocate(64 * 1024);
  private final ByteBuffer toClient = ByteBuffer.allocate(64 * 1024);

  private Handshake(SSLEngine client, SSLEngine server) {
    this.client = client;
    this.server = server;
  }

  /** Connects {@code from} to {@code to}, which is thought to listen at the address. */
  static Handshake connect(AgentTls from, AgentTls to, String host, int port) throws SSLException {
    SSLEngine client = from.clientContext().createSSLEngine(host, port);
    client.setUseClientMode(true);
    SSLEngine server = to.serverContext().createSSLEngine();
    server.setUseClientMode(false);
    server.setNeedClientAuth(true);
    Handshake handshake = new Handshake(client, server);
    handshake.run();
    return handshake;
  }

  SSLSession serverSession() {
    return server.getSession();
  }

  SSLSession clientSession() {
    return client.getSession();
  }

  /** Sends one message each way; the tickets for resumption travel with it. */
  private void run() throws SSLException {
    ByteBuffer clientOut = ByteBuffer.wrap("ping".getBytes(StandardCharsets.US_ASCII));
    ByteBuffer serverOut = ByteBuffer.wrap("pong".getBytes(StandardCharsets.US_ASCII));
    for (int round = 0; round < 30; round++) {
      step(client, clientOut, toServer, toClient);
      step(server, serverOut, toClient, toServer);
    }
    if (clientOut.hasRemaining() || serverOut.hasRemaining()) {
      throw new SSLException("handshake did not end");
    }
  }

  private static void step(SSLEngine engine, ByteBuffer out, ByteBuffer send, ByteBuffer receive)
      throws SSLException {
    receive.flip();
    ByteBuffer plain = ByteBuffer.allocate(32 * 1024);
    while (receive.hasRemaining()) {
      SSLEngineResult result = engine.unwrap(receive, plain);
      tasks(engine);
      if (result.bytesConsumed() == 0) {
        break;
      }
    }
    receive.compact();
    while (true) {
      SSLEngineResult result = engine.wrap(out, send);
      tasks(engine);
      if (result.bytesProduced() == 0) {
        break;
      }
    }
  }

  private static void tasks(SSLEngine engine) {
    for (Runnable task = engine.getDelegatedTask();
        task != null;
        task = engine.getDelegatedTask()) {
      task.run();
    }
  }
}
