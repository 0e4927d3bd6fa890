package dev.weft.benchmarks.subject;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RelayTest {
  private static final String HELLO = "\u0016\u0003\u0001\u0001\u0000abc";

  @Test
  void plaintextIsToldFromTls() throws Exception {
    try (Relay relay = after("GET / HTTP/1.1\r\n\r\n")) {
      assertThatCode(() -> relay.expect(false)).doesNotThrowAnyException();
      assertThatThrownBy(() -> relay.expect(true))
          .isInstanceOf(CheckFailed.class)
          .hasMessageContaining("expected to carry TLS")
          .hasMessageContaining("GET / HTTP/1.1");
    }
  }

  @Test
  void tlsIsToldFromPlaintext() throws Exception {
    try (Relay relay = after(HELLO)) {
      assertThatCode(() -> relay.expect(true)).doesNotThrowAnyException();
      assertThatThrownBy(() -> relay.expect(false)).isInstanceOf(CheckFailed.class);
    }
  }

  @Test
  void plaintextBehindAHandshakeIsNoTls() throws Exception {
    try (Relay relay = after(HELLO + "GET / HTTP/1.1")) {
      assertThatThrownBy(() -> relay.expect(true)).isInstanceOf(CheckFailed.class);
    }
  }

  @Test
  void aWireThatNothingPassedProvesNothing() throws Exception {
    try (Relay relay = after("")) {
      assertThatThrownBy(() -> relay.expect(true)).isInstanceOf(CheckFailed.class);
      assertThatThrownBy(() -> relay.expect(false)).isInstanceOf(CheckFailed.class);
    }
  }

  /** A relay through which this was sent, and the server has read it. */
  private static Relay after(String text) throws IOException {
    InetAddress local = InetAddress.getLoopbackAddress();
    try (ServerSocket server = new ServerSocket(0, 1, local)) {
      Relay relay = new Relay(new InetSocketAddress(local, 0), server.getLocalPort());
      byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
      try (Socket client = new Socket(local, relay.port());
          Socket accepted = server.accept()) {
        client.getOutputStream().write(bytes);
        accepted.getInputStream().readNBytes(bytes.length);
      }
      return relay;
    }
  }
}
