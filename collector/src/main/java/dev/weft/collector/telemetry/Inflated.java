package dev.weft.collector.telemetry;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;

/** Unpacks gzip from somebody who is not trusted. */
final class Inflated {
  /** A full batch of an exporter has well below 1 MiB; a bomb has a thousand times its size. */
  static final int MAX_BYTES = 16 * 1024 * 1024;

  private Inflated() {}

  /**
   * @throws TooLargeException above {@link #MAX_BYTES}; no more than that is ever held
   * @throws IOException if it is not gzip
   */
  static byte[] of(byte[] gzip) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(gzip), 8192)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new TooLargeException();
      }
      return bytes;
    }
  }

  static final class TooLargeException extends IOException {
    private static final long serialVersionUID = 1L;

    TooLargeException() {
      super("unpacked it has more than " + MAX_BYTES + " bytes");
    }
  }
}
