package dev.weft.collector.state;

import dev.weft.collector.json.Json;
import dev.weft.collector.json.Tree;
import dev.weft.policy.tree.MalformedTreeException;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Reads the lines of a state file, bounded, and knows a whole one from a part. */
final class StateLines {
  /** A document has at most 12 MiB, and a version carries one. */
  private static final int MAX_LINE_BYTES = 16 * 1024 * 1024;

  /** Documents, their history and two audit logs at their limits are a third of this. */
  private static final long MAX_BYTES = 512L * 1024 * 1024;

  private StateLines() {}

  /**
   * Gives each line's type and content, the first being {@code weft}; not the last.
   *
   * @throws StateException if it is no whole state file, or of a newer format
   */
  static void read(byte[] file, BiConsumer<String, Map<String, Object>> each) {
    MessageDigest digest = StateExport.sha256();
    long bytes = 0;
    long count = 0;
    try (InputStream in =
        new BufferedInputStream(new GZIPInputStream(new ByteArrayInputStream(file)), 1 << 16)) {
      while (true) {
        byte[] line = line(in);
        if (line.length == 0) {
          throw new StateException("The file ends in the middle: it is only a part of a state.");
        }
        bytes += line.length;
        if (bytes > MAX_BYTES) {
          throw new StateException("The file has more than " + MAX_BYTES + " bytes unpacked.");
        }
        Object tree = Json.parse(new String(line, StandardCharsets.UTF_8));
        Map<String, Object> object = Tree.object(tree);
        String type = object.isEmpty() ? "" : object.keySet().iterator().next();
        if (count == 0) {
          header(type, tree);
        }
        if (type.equals("end")) {
          end(tree, digest, count, in);
          return;
        }
        each.accept(type, Tree.object(tree, type));
        digest.update(line);
        count++;
      }
    } catch (ZipException e) {
      throw new StateException("The file is no state: " + e.getMessage() + ".", e);
    } catch (EOFException e) {
      throw new StateException("The file ends in the middle: it is only a part of a state.", e);
    } catch (IOException e) {
      throw new StateException("The file cannot be read: " + e, e);
    } catch (MalformedTreeException e) {
      throw new StateException("Line " + (count + 1) + " of the state: " + e.getMessage(), e);
    }
  }

  private static void header(String type, Object tree) {
    if (!type.equals("weft")) {
      throw new StateException("The file is no state: it does not begin as weft export writes it.");
    }
    long format = Tree.number(tree, "weft", "format");
    if (format < 1 || format > StateExport.FORMAT) {
      throw new StateException(
          "The state has format "
              + Tree.text(tree, "weft", "format")
              + ", this version reads formats up to "
              + StateExport.FORMAT
              + ". Use the newer weft that wrote it.");
    }
  }

  private static void end(Object tree, MessageDigest digest, long count, InputStream in)
      throws IOException {
    String sum = HexFormat.of().formatHex(digest.digest());
    if (Tree.number(tree, "end", "lines") != count
        || !Tree.text(tree, "end", "sha256").equals(sum)
        || in.read() >= 0) {
      throw new StateException("The file was damaged or changed: its sum is not the one it names.");
    }
  }

  /** With its line feed; empty at the end of the file. */
  private static byte[] line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(512);
    for (int b = in.read(); b >= 0; b = in.read()) {
      line.write(b);
      if (b == '\n') {
        break;
      }
      if (line.size() > MAX_LINE_BYTES) {
        throw new StateException("A line of the state has more than " + MAX_LINE_BYTES + " bytes.");
      }
    }
    return line.toByteArray();
  }
}
