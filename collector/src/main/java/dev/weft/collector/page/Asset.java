package dev.weft.collector.page;

import com.linecorp.armeria.common.MediaType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * One file of the page.
 *
 * @param bytes as it is, at least as long as {@code packed}
 * @param packed by gzip
 */
record Asset(String name, MediaType type, byte[] bytes, byte[] packed) {
  static Asset of(String name, byte[] bytes) {
    return new Asset(name, type(name), bytes, pack(bytes));
  }

  private static MediaType type(String name) {
    String ending = name.substring(name.lastIndexOf('.') + 1);
    return switch (ending) {
      case "html" -> MediaType.HTML_UTF_8;
      case "css" -> MediaType.CSS_UTF_8;
      case "js" -> MediaType.JAVASCRIPT_UTF_8;
      case "svg" -> MediaType.parse("image/svg+xml");
      default -> throw new IllegalArgumentException(name + ": no type known for ." + ending);
    };
  }

  private static byte[] pack(byte[] bytes) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream(bytes.length / 2);
    try (GZIPOutputStream gzip =
        new GZIPOutputStream(packed) {
          {
            // Once a process, then sent many times.
            def.setLevel(Deflater.BEST_COMPRESSION);
          }
        }) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }
}
