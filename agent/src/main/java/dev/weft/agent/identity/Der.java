package dev.weft.agent.identity;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes the few DER structures of a certificate request. */
final class Der {
  static final int INTEGER = 0x02;
  static final int BIT_STRING = 0x03;
  static final int OCTET_STRING = 0x04;
  static final int OID = 0x06;
  static final int UTF8_STRING = 0x0c;
  static final int SEQUENCE = 0x30;
  static final int SET = 0x31;

  private Der() {}

  /** A value of this tag whose content is the parts one after the other. */
  static byte[] of(int tag, byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(length + 6);
    out.write(tag);
    writeLength(out, length);
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static void writeLength(ByteArrayOutputStream out, int length) {
    if (length < 0x80) {
      out.write(length);
      return;
    }
    int bytes = (32 - Integer.numberOfLeadingZeros(length) + 7) / 8;
    out.write(0x80 | bytes);
    for (int i = bytes - 1; i >= 0; i--) {
      out.write(length >> (8 * i));
    }
  }

  static byte[] sequence(byte[]... parts) {
    return of(SEQUENCE, parts);
  }

  static byte[] set(byte[]... parts) {
    return of(SET, parts);
  }

  /** Of the numbers of an object identifier. */
  static byte[] oid(int... arcs) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(arcs[0] * 40 + arcs[1]);
    for (int i = 2; i < arcs.length; i++) {
      for (int shift = 28; shift > 0; shift -= 7) {
        if (arcs[i] >>> shift != 0) {
          out.write(0x80 | arcs[i] >>> shift & 0x7f);
        }
      }
      out.write(arcs[i] & 0x7f);
    }
    return of(OID, out.toByteArray());
  }

  /** Whole bytes, no unused bits. */
  static byte[] bitString(byte[] content) {
    return of(BIT_STRING, new byte[] {0}, content);
  }

  static byte[] utf8(String text) {
    return of(UTF8_STRING, text.getBytes(StandardCharsets.UTF_8));
  }

  /** A context-specific primitive value of ASCII text, as in a subject alternative name. */
  static byte[] contextText(int number, String text) {
    return of(0x80 | number, text.getBytes(StandardCharsets.US_ASCII));
  }

  /** A context-specific constructed value. */
  static byte[] context(int number, byte[]... parts) {
    return of(0xa0 | number, parts);
  }
}
