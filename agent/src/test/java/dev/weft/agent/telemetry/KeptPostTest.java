package dev.weft.agent.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Against a server that answers to the letter. */
@Timeout(60)
class KeptPostTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final byte[] MESSAGE = "message and more".getBytes(StandardCharsets.US_ASCII);
  private static final int LENGTH = "message".length();

  private final LinkedBlockingQueue<String> answers = new LinkedBlockingQueue<>();
  private final LinkedBlockingQueue<String> heads = new LinkedBlockingQueue<>();
  private final LinkedBlockingQueue<String> bodies = new LinkedBlockingQueue<>();
  private final LinkedBlockingQueue<Socket> connections = new LinkedBlockingQueue<>();
  private final AtomicInteger opened = new AtomicInteger();
  private final AtomicLong nanos = new AtomicLong();
  private ServerSocket server;
  private KeptPost post;

  @BeforeEach
  void listen() throws IOException {
    server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    Thread thread =
        new Thread(
            () -> {
              while (true) {
                try {
                  Socket socket = server.accept();
                  opened.incrementAndGet();
                  connections.add(socket);
                  new Thread(() -> serve(socket)).start();
                } catch (IOException e) {
                  return;
                }
              }
            });
    thread.setDaemon(true);
    thread.start();
    post = post(Map.of("authorization", List.of("Bearer x")));
  }

  @AfterEach
  void stop() throws IOException {
    post.idle();
    server.close();
  }

  private KeptPost post(Map<String, List<String>> headers) {
    URI endpoint =
        URI.create(
            "http://" + server.getInetAddress().getHostAddress() + ":" + server.getLocalPort());
    return new KeptPost(
        new Sender.Target(endpoint.resolve("/v1/traces"), headers, false, 1_000),
        null,
        () -> System.nanoTime() + nanos.get());
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      while (true) {
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
          int next = in.read();
          if (next < 0) {
            return;
          }
          head.append((char) next);
        }
        heads.add(head.toString());
        bodies.add(new String(in.readNBytes(LENGTH), StandardCharsets.US_ASCII));
        String answer = answers.take();
        boolean ends = answer.endsWith("END");
        String text = ends ? answer.substring(0, answer.length() - 3) : answer;
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        if (ends) {
          return;
        }
      }
    } catch (IOException | InterruptedException e) {
      // The test says what it misses.
    }
  }

  private Post.Answer send() throws IOException {
    return post.send(MESSAGE, LENGTH, 20_000);
  }

  @Test
  void messagesFollowEachOtherOnOneConnection() throws Exception {
    answers.addAll(List.of(OK, "HTTP/1.1 204 No Content\r\n\r\n", OK));

    assertThat(send().status()).isEqualTo(200);
    assertThat(send().status()).isEqualTo(204);
    assertThat(send().status()).isEqualTo(200);

    assertThat(opened).hasValue(1);
    assertThat(bodies).containsExactly("message", "message", "message");
    assertThat(heads.take())
        .startsWith("POST /v1/traces HTTP/1.1\r\nHost: 127.0.0.1:" + server.getLocalPort() + "\r\n")
        .contains("\r\nContent-Type: application/x-protobuf\r\n")
        .contains("\r\nauthorization: Bearer x\r\n")
        .endsWith("\r\nContent-Length: 7\r\n\r\n");
  }

  @Test
  void aConnectionThatWasEndedMeanwhileIsOpenedAnewAndNothingIsLost() throws Exception {
    answers.addAll(List.of(OK, OK));
    send();
    connections.take().close();

    assertThat(send().status()).isEqualTo(200);
    assertThat(opened).hasValue(2);
  }

  @Test
  void aMessageThatIsNotAnsweredOnANewConnectionFails() {
    answers.add("END");
    assertThatThrownBy(this::send).isInstanceOf(IOException.class);
    assertThat(opened).hasValue(1);
  }

  @Test
  void anAnswerThatBreaksOffIsNotAskedForAgain() throws Exception {
    answers.addAll(List.of(OK, "HTTP/1.1 2END"));
    send();

    assertThatThrownBy(this::send).isInstanceOf(IOException.class);
    assertThat(opened).hasValue(1);
  }

  @Test
  void answersWhoseEndIsNotToldAreTheLastOfTheirConnection() throws Exception {
    answers.addAll(
        List.of(
            "HTTP/1.1 200 OK\r\n\r\nuntil the endEND",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n",
            OK));

    for (int i = 0; i < 5; i++) {
      assertThat(send().status()).isEqualTo(200);
    }
    assertThat(opened).hasValue(5);
  }

  @Test
  void interimAnswersAreNoAnswers() throws Exception {
    answers.add("HTTP/1.1 100 Continue\r\n\r\n" + OK);
    assertThat(send().status()).isEqualTo(200);
  }

  @Test
  void whatComesUnaskedIsNoAnswer() throws Exception {
    answers.addAll(List.of(OK + "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n", OK));
    send();

    assertThat(send().status()).isEqualTo(200);
  }

  @Test
  void retryAfterIsToldOfABusyEndpoint() throws Exception {
    answers.add("HTTP/1.1 503 Busy\r\nretry-after: 3\r\nContent-Length: 0\r\n\r\n");

    Post.Answer answer = send();

    assertThat(answer.isRetryable()).isTrue();
    assertThat(answer.retryAfterNanos()).isEqualTo(TimeUnit.SECONDS.toNanos(3));
  }

  @Test
  void whatIsNoHttpFails() {
    answers.add("SSH-2.0-OpenSSH_9.2\r\n\r\nEND");
    assertThatThrownBy(this::send).hasMessage("the answer is no HTTP");
  }

  @Test
  void nobodyIsWaitedForLongerThanAllowed() throws Exception {
    assertThatThrownBy(() -> post.send(MESSAGE, LENGTH, 50))
        .isInstanceOf(SocketTimeoutException.class);
    answers.addAll(List.of(OK, OK));
    assertThat(send().status()).isEqualTo(200);
  }

  @Test
  void aConnectionIsKeptForAMinuteAndWhileThereIsSomethingToSend() throws Exception {
    answers.addAll(List.of(OK, OK, OK));
    send();
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(61));
    send();
    assertThat(opened).hasValue(2);
    post.idle();
    send();
    assertThat(opened).hasValue(3);
  }

  @Test
  void aHeaderThatHoldsAnotherIsLeftOut() throws Exception {
    post = post(Map.of("a", List.of("1\r\nb: 2"), "c", List.of("3")));
    answers.add(OK);
    send();
    assertThat(heads.take()).doesNotContain("b: 2").contains("\r\nc: 3\r\n");
  }
}
