package dev.weft.agent.telemetry;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Protocol Buffers' wire format, as much of it as is needed. A message within a message is written
 * in place and moved up where its length takes more than one byte. Not thread-safe.
 */
final class ProtoWriter {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;
  private static final int MAX_VARINT = 10;

  private static final int FIRST_BYTES = 4096;

  private byte[] buffer = new byte[FIRST_BYTES];
  private int size;

  byte[] toBytes() {
    return Arrays.copyOf(buffer, size);
  }

  /** What was written is its first {@link #size} bytes; until something else is written. */
  byte[] buffer() {
    return buffer;
  }

  int size() {
    return size;
  }

  /** Begins anew in the room that there is. */
  void clear() {
    size = 0;
  }

  /** Begins anew, with little room. */
  void release() {
    size = 0;
    if (buffer.length > FIRST_BYTES) {
      buffer = new byte[FIRST_BYTES];
    }
  }

  /** A message begins; to be given to {@link #end}. */
  int begin(int field) {
    tag(field, BYTES);
    room(1);
    return size++;
  }

  void end(int begun) {
    int length = size - begun - 1;
    if (length < 0x80) {
      buffer[begun] = (byte) length;
      return;
    }
    int extra = 0;
    for (int rest = length >>> 7; rest != 0; rest >>>= 7) {
      extra++;
    }
    room(extra);
    System.arraycopy(buffer, begun + 1, buffer, begun + 1 + extra, length);
    size = begun;
    varint(length);
    size += length;
  }

  void number(int field, long value) {
    tag(field, VARINT);
    varint(value);
  }

  void fixed64(int field, long value) {
    tag(field, FIXED64);
    littleEndian(value, Long.BYTES);
  }

  void fixed32(int field, int value) {
    tag(field, FIXED32);
    littleEndian(value, Integer.BYTES);
  }

  /** UTF-8. */
  void text(int field, String text) {
    int begun = begin(field);
    int length = text.length();
    room(length);
    byte[] into = buffer;
    int at = size;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        room(encoded.length);
        System.arraycopy(encoded, 0, buffer, size, encoded.length);
        length = encoded.length;
        break;
      }
      into[at + i] = (byte) c;
    }
    size += length;
    end(begun);
  }

  /** An id of 16 bytes. */
  void id(int field, long high, long low) {
    int begun = begin(field);
    bigEndian(high);
    bigEndian(low);
    end(begun);
  }

  /** An id of 8 bytes. */
  void id(int field, long id) {
    int begun = begin(field);
    bigEndian(id);
    end(begun);
  }

  private void bigEndian(long value) {
    room(Long.BYTES);
    for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
      buffer[size++] = (byte) (value >>> shift);
    }
  }

  private void tag(int field, int type) {
    varint(field << 3 | type);
  }

  private void varint(long value) {
    room(MAX_VARINT);
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      buffer[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    buffer[size++] = (byte) rest;
  }

  private void littleEndian(long value, int bytes) {
    room(bytes);
    for (int i = 0; i < bytes; i++) {
      buffer[size++] = (byte) (value >>> (8 * i));
    }
  }

  private void room(int bytes) {
    if (buffer.length - size < bytes) {
      buffer = Arrays.copyOf(buffer, Math.max(size + bytes, 2 * buffer.length));
    }
  }
}
