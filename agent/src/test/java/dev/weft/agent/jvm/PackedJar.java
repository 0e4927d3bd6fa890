package dev.weft.agent.jvm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipFile;

/** What lies in the packs of the built jar, by name; the tool that writes them says how. */
final class PackedJar {
  private PackedJar() {}

  /**
   * Everything that is in a pack, also what the index does not name.
   *
   * @throws IllegalStateException if the index names anything twice, or what is not there
   */
  static Map<String, byte[]> read(Path jar) throws IOException {
    Map<String, byte[]> all = new TreeMap<>();
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      ByteBuffer index = ByteBuffer.wrap(bytes(zip, "weft/index"));
      List<byte[]> packs = new ArrayList<>();
      List<Integer> ends = new ArrayList<>();
      int count = index.getInt();
      for (int i = 0; i < count; i++) {
        packs.add(bytes(zip, "weft/pack." + i));
        ends.add(0);
      }
      List<int[]> rows = new ArrayList<>();
      while (index.hasRemaining()) {
        int hash = index.getInt();
        int pack = index.getShort();
        index.getShort();
        rows.add(new int[] {hash, pack, index.getInt(), index.getInt()});
      }
      rows.removeIf(row -> row[2] < 0);
      rows.sort((a, b) -> a[1] != b[1] ? a[1] - b[1] : a[2] - b[2]);
      for (int[] row : rows) {
        byte[] pack = packs.get(row[1]);
        int from = ends.get(row[1]);
        String name = new String(pack, from, row[2] - from, StandardCharsets.ISO_8859_1);
        ends.set(row[1], row[2] + row[3]);
        byte[] content = Arrays.copyOfRange(pack, row[2], row[2] + row[3]);
        if (name.hashCode() != row[0] || all.put(name, content) != null) {
          throw new IllegalStateException("the index is wrong at " + name);
        }
      }
      for (int i = 0; i < count; i++) {
        if (ends.get(i) != packs.get(i).length) {
          throw new IllegalStateException("pack " + i + " holds what the index does not name");
        }
      }
    }
    return all;
  }

  private static byte[] bytes(ZipFile zip, String name) throws IOException {
    return zip.getInputStream(zip.getEntry(name)).readAllBytes();
  }
}
