package dev.weft.benchmarks.apps;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What servers answer, by path: {@code /1k}, {@code /64k}. */
public final class Bodies {
  private static final Map<String, byte[]> BY_PATH =
      Map.of("/1k", text(1 << 10), "/64k", text(64 << 10));

  private Bodies() {}

  /** Null: no such path. */
  public static byte @Nullable [] of(String path) {
    return BY_PATH.get(path);
  }

  /**
   * @throws IllegalStateException if this is not the answer for that path
   */
  static void check(String path, int status, int length) {
    byte[] expected = BY_PATH.get(path);
    if (status != 200 || expected == null || length != expected.length) {
      throw new IllegalStateException(path + " answered " + status + " with " + length + " bytes");
    }
  }

  private static byte[] text(int length) {
    byte[] body = new byte[length];
    for (int i = 0; i < length; i++) {
      body[i] = (byte) ('a' + i % 26);
    }
    return body;
  }
}
