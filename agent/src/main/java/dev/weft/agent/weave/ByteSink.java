package dev.weft.agent.weave;

/** Bytes that grow, big-endian as in class files. Not thread-safe. */
final class ByteSink {
  private byte[] bytes;
  private int size;

  ByteSink(int expected) {
    bytes = new byte[Math.max(expected, 16)];
  }

  int size() {
    return size;
  }

  byte[] bytes() {
    byte[] all = new byte[size];
    System.arraycopy(bytes, 0, all, 0, size);
    return all;
  }

  void u1(int value) {
    room(1);
    bytes[size++] = (byte) value;
  }

  void u2(int value) {
    room(2);
    bytes[size] = (byte) (value >> 8);
    bytes[size + 1] = (byte) value;
    size += 2;
  }

  void u4(int value) {
    u2(value >> 16);
    u2(value);
  }

  /** Overwrites two bytes that are there. */
  void set2(int at, int value) {
    bytes[at] = (byte) (value >> 8);
    bytes[at + 1] = (byte) value;
  }

  /** Overwrites four bytes that are there. */
  void set4(int at, int value) {
    set2(at, value >> 16);
    set2(at + 2, value);
  }

  void copy(byte[] from, int start, int end) {
    room(end - start);
    System.arraycopy(from, start, bytes, size, end - start);
    size += end - start;
  }

  void copy(ByteSink from) {
    copy(from.bytes, 0, from.size);
  }

  private void room(int more) {
    if (size + more > bytes.length) {
      byte[] larger = new byte[Math.max(bytes.length * 2, size + more)];
      System.arraycopy(bytes, 0, larger, 0, size);
      bytes = larger;
    }
  }
}
