package dev.weft.bootstrap;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/** Writes packs as the tool that makes the agent's jar does, one for each name. */
final class TestPacks {
  static final int VERSIONED = 1;

  private final List<Row> rows = new ArrayList<>();
  private final List<byte[]> packs = new ArrayList<>();

  private record Row(int hash, int pack, int flags, int offset, int length) {}

  void add(String name, int flags, byte[] bytes) {
    ByteArrayOutputStream pack = new ByteArrayOutputStream();
    pack.writeBytes(name.getBytes(StandardCharsets.ISO_8859_1));
    rows.add(new Row(name.hashCode(), packs.size(), flags, pack.size(), bytes.length));
    pack.writeBytes(bytes);
    pack.writeBytes(new byte[3]); // what lies behind is another's
    packs.add(pack.toByteArray());
  }

  void addVersionedOnly(String name) {
    rows.add(new Row(name.hashCode(), 0, VERSIONED, -1, 0));
  }

  void write(Path jar) throws IOException {
    rows.sort(Comparator.comparingInt(Row::hash));
    ByteArrayOutputStream index = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(index)) {
      out.writeInt(packs.size());
      for (Row row : rows) {
        out.writeInt(row.hash);
        out.writeShort(row.pack);
        out.writeShort(row.flags);
        out.writeInt(row.offset);
        out.writeInt(row.length);
      }
    }
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      put(out, "weft/index", index.toByteArray());
      for (int i = 0; i < packs.size(); i++) {
        put(out, "weft/pack." + i, packs.get(i));
      }
    }
  }

  private static void put(JarOutputStream out, String name, byte[] bytes) throws IOException {
    out.putNextEntry(new JarEntry(name));
    out.write(bytes);
  }
}
