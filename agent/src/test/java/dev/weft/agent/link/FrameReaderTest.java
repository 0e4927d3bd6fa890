package dev.weft.agent.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameReaderTest {
  private static final int MAX_BYTES = 200_000;

  private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

  private FrameReaderTest frame(int first, byte[] payload) throws IOException {
    sent.write(first);
    int length = payload.length;
    if (length < 126) {
      sent.write(length);
    } else if (length <= 0xffff) {
      sent.write(new byte[] {126, (byte) (length >> 8), (byte) length});
    } else {
      sent.write(
          new byte[] {
            127,
            0,
            0,
            0,
            0,
            (byte) (length >> 24),
            (byte) (length >> 16),
            (byte) (length >> 8),
            (byte) length
          });
    }
    sent.write(payload);
    return this;
  }

  private FrameReaderTest frame(int first, String payload) throws IOException {
    return frame(first, payload.getBytes(StandardCharsets.UTF_8));
  }

  private FrameReader reader() {
    return new FrameReader(new ByteArrayInputStream(sent.toByteArray()), MAX_BYTES);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 125, 126, 65_535, 65_536, MAX_BYTES})
  void readsMessagesOfEveryLength(int length) throws IOException {
    String text = "x".repeat(length);
    FrameReader reader = frame(0x81, text).frame(0x81, "next").reader();

    assertThat(reader.next()).isEqualTo(FrameReader.TEXT);
    assertThat(reader.text()).isEqualTo(text);
    assertThat(reader.next()).isEqualTo(FrameReader.TEXT);
    assertThat(reader.text()).isEqualTo("next");
    assertThat(reader.next()).isEqualTo(-1);
  }

  @Test
  void putsFragmentsTogetherAndLetsControlFramesComeBetween() throws IOException {
    byte[] text = "eins zwei drei \u00e9\ud83d\ude00 \ufffd".getBytes(StandardCharsets.UTF_8);
    frame(0x01, new byte[0]);
    for (byte one : text) {
      frame(0x00, new byte[] {one}).frame(0x89, "p");
    }
    FrameReader reader = frame(0x80, "!").reader();

    for (int i = 0; i < text.length; i++) {
      assertThat(reader.next()).isEqualTo(FrameReader.PING);
      assertThat(reader.payload()).containsExactly('p');
    }
    assertThat(reader.next()).isEqualTo(FrameReader.TEXT);
    assertThat(reader.text()).isEqualTo(new String(text, StandardCharsets.UTF_8) + "!");
  }

  /** First byte, second byte, and the code that the channel is closed with. */
  @ParameterizedTest
  @CsvSource({
    "0x91, 0, 1002", // a bit of an extension
    "0xc1, 0, 1002",
    "0x81, 0x80, 1002", // masked
    "0x80, 0, 1002", // nothing to continue
    "0x09, 0, 1002", // a ping in parts
    "0x89, 126, 1002", // a long ping
    "0x8b, 0, 1002", // no such kind
    "0x82, 0, 1003", // binary
    "0x83, 0, 1003"
  })
  void closesOnWhatBreaksTheProtocol(String first, String second, int code) throws IOException {
    sent.write(Integer.decode(first));
    sent.write(Integer.decode(second));
    sent.write(new byte[200]);

    assertThatThrownBy(() -> reader().next())
        .isInstanceOfSatisfying(
            FrameReader.ViolationException.class, e -> assertThat(e.code).isEqualTo(code));
  }

  @Test
  void aMessageWithinAMessageBreaksTheProtocol() throws IOException {
    FrameReader reader = frame(0x01, "a").frame(0x81, "b").reader();

    assertThatThrownBy(reader::next).hasMessage("a frame out of turn");
  }

  @Test
  void aMessageThatIsTooLongIsNotRead() throws IOException {
    sent.write(new byte[] {(byte) 0x81, 127, 0, 0, 0, 0, 0, 4, 0, 0});
    assertThatThrownBy(() -> reader().next())
        .hasMessage("a message longer than 200000 bytes")
        .isInstanceOfSatisfying(
            FrameReader.ViolationException.class, e -> assertThat(e.code).isEqualTo(1009));

    sent.reset();
    frame(0x01, new byte[MAX_BYTES]).frame(0x80, "x");
    assertThatThrownBy(() -> reader().next()).hasMessage("a message longer than 200000 bytes");

    sent.reset();
    sent.write(new byte[] {(byte) 0x81, 127, (byte) 0x80, 0, 0, 0, 0, 0, 0, 0});
    assertThatThrownBy(() -> reader().next()).hasMessage("a negative length");
  }

  @Test
  void noMemoryIsTakenForWhatIsOnlyAnnounced() {
    int[] largest = {0};
    FrameReader reader =
        new FrameReader(
            new ByteArrayInputStream(
                new byte[] {(byte) 0x81, 127, 0, 0, 0, 0, 0, (byte) 0xff, 0, 0, 1}) {
              @Override
              public synchronized int read(byte[] into, int from, int length) {
                largest[0] = Math.max(largest[0], into.length);
                return super.read(into, from, length);
              }
            },
            0x1000000);

    assertThatThrownBy(reader::next).isInstanceOf(EOFException.class);
    assertThat(largest[0]).isBetween(1, 100_000);
  }

  @Test
  void textThatIsNotUtf8IsRefused() throws IOException {
    FrameReader reader = frame(0x81, new byte[] {'a', (byte) 0xc3}).reader();
    reader.next();

    assertThatThrownBy(reader::text)
        .isInstanceOfSatisfying(
            FrameReader.ViolationException.class, e -> assertThat(e.code).isEqualTo(1007));
  }

  @Test
  void garbageEndsInAnIoException() {
    Random random = new Random(6455);
    int ended = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] garbage = new byte[random.nextInt(64)];
      random.nextBytes(garbage);
      if (garbage.length > 1) {
        garbage[0] &= (byte) 0x8f; // or most would end at the first bit
        garbage[1] &= (byte) 0x7f;
      }
      FrameReader reader = new FrameReader(new ByteArrayInputStream(garbage), MAX_BYTES);
      try {
        int kind = reader.next();
        while (kind >= 0) {
          if (kind == FrameReader.TEXT) {
            reader.text();
          }
          kind = reader.next();
        }
        ended++;
      } catch (IOException expected) {
        ended++;
      }
    }
    assertThat(ended).isEqualTo(20_000);
  }
}
