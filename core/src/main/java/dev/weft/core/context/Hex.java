package dev.weft.core.context;

import java.nio.charset.StandardCharsets;

/** Lower-case hexadecimal digits of ids. */
public final class Hex {
  private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.ISO_8859_1);

  private Hex() {}

  /** Writes 16 digits. */
  static void write(long value, byte[] to, int at) {
    for (int i = 0; i < 16; i++) {
      to[at + i] = DIGITS[(int) (value >>> (60 - 4 * i)) & 15];
    }
  }

  /** 16 digits. */
  public static String of(long value) {
    byte[] digits = new byte[16];
    write(value, digits, 0);
    return new String(digits, StandardCharsets.ISO_8859_1);
  }

  /** Whether all of them are lower-case digits. */
  public static boolean is(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        return false;
      }
    }
    return true;
  }

  /** The value of at most 16 digits that {@link #is} has found good. */
  public static long read(String text, int from, int to) {
    long value = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      value = value << 4 | (c <= '9' ? c - '0' : c - 'a' + 10);
    }
    return value;
  }
}
