package dev.weft.collector.authority;

import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The PEM armour. */
final class Pem {
  private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

  private Pem() {}

  static String encode(String type, byte[] bytes) {
    return "-----BEGIN "
        + type
        + "-----\n"
        + LINES.encodeToString(bytes)
        + "\n-----END "
        + type
        + "-----\n";
  }

  /** The bytes of the first block of {@code type}, null if there is none or it is not Base64. */
  static byte @Nullable [] decode(String type, String text) {
    String begin = "-----BEGIN " + type + "-----";
    int from = text.indexOf(begin);
    // Behind all of the first line: in BEGIN X-----END X the dashes belong to both.
    int to = from < 0 ? -1 : text.indexOf("-----END " + type + "-----", from + begin.length());
    if (to < 0) {
      return null;
    }
    try {
      String body = text.substring(from + begin.length(), to);
      return Base64.getDecoder().decode(body.replaceAll("\\s", ""));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
