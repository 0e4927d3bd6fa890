package dev.weft.agent.image;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Puts the agent's classes and resources into few files while its jar is made. {@code
 * dev.weft.bootstrap.AgentPacks} reads them.
 *
 * <p>{@code pack.0}, {@code pack.1}, ... hold each one's name (ISO 8859-1, classes as {@code
 * a/B.class}, forms for later JDKs as {@code META-INF/versions/17/a/B.class}) and right behind it
 * its bytes. {@code index} holds, big-endian, the number of packs (4 bytes) and, in the order of
 * the names' hashes (signed), rows of: {@link String#hashCode()} of the name (4), pack (2), flags
 * (2; 1: there are forms for later JDKs), offset of the bytes (4; -1: there are only such forms),
 * their length (4).
 */
public final class Pack {
  /**
   * Small, so that what no program asks for stays packed and none is a humongous object of the
   * smallest heaps; large against a class.
   */
  private static final int PACK_BYTES = 128 * 1024;

  private static final int IS_VERSIONED = 1;
  private static final String VERSIONS = "META-INF/versions/";

  private final Map<String, Path> files = new TreeMap<>();

  private Pack() {}

  private record Row(int hash, int pack, int flags, int offset, int length) {}

  /**
   * @param args the folder whose files are replaced by packs; the folder of the forms for later
   *     JDKs, which is deleted; then beginnings of names, several with bars between them: what begins
   *     with any of them lies together, in that order, and everything else behind
   */
  public static void main(String[] args) throws IOException {
    Path root = Path.of(args[0]);
    Path versions = Path.of(args[1]);
    Pack pack = new Pack();
    pack.addAll(root, "");
    if (Files.isDirectory(versions)) {
      try (Stream<Path> each = Files.list(versions)) {
        for (Path version : each.sorted().toList()) {
          pack.addAll(version.resolve(root.getFileName()), VERSIONS + version.getFileName() + "/");
        }
      }
    }
    Path made = Files.createTempDirectory(root.toAbsolutePath().getParent(), "packs");
    pack.write(made, List.of(args).subList(2, args.length));
    delete(root);
    delete(versions);
    Files.move(made, root);
  }

  private void addAll(Path folder, String prefix) {
    try (Stream<Path> all = Files.walk(folder)) {
      all.filter(Files::isRegularFile)
          .forEach(
              file -> {
                String name = folder.relativize(file).toString().replace('\\', '/');
                if (name.endsWith(Desugar.SUFFIX)) {
                  name = name.substring(0, name.length() - "data".length());
                }
                files.put(prefix + name, file);
              });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(Path into, List<String> order) throws IOException {
    List<String> names = new ArrayList<>(files.keySet());
    names.sort(
        Comparator.comparingInt((String name) -> group(base(name), order))
            .thenComparing(Comparator.naturalOrder()));
    List<Row> rows = new ArrayList<>();
    Map<String, Boolean> onlyVersioned = new TreeMap<>();
    ByteArrayOutputStream pack = new ByteArrayOutputStream();
    int number = 0;
    int lastGroup = -1;
    for (String name : names) {
      byte[] bytes = bytes(name);
      int group = group(base(name), order);
      if (pack.size() > 0 && (group != lastGroup || pack.size() + bytes.length > PACK_BYTES)) {
        writePack(into, number++, pack);
      }
      lastGroup = group;
      pack.write(name.getBytes(StandardCharsets.ISO_8859_1));
      rows.add(
          new Row(name.hashCode(), number, isVersioned(name) ? IS_VERSIONED : 0, pack.size(), bytes.length));
      pack.write(bytes);
      if (!base(name).equals(name) && !files.containsKey(base(name))) {
        onlyVersioned.put(base(name), true);
      }
    }
    writePack(into, number++, pack);
    for (String name : onlyVersioned.keySet()) {
      rows.add(new Row(name.hashCode(), 0, IS_VERSIONED, -1, 0));
    }
    writeIndex(into, number, rows);
  }

  private byte[] bytes(String name) throws IOException {
    byte[] bytes = Files.readAllBytes(files.get(name));
    return name.endsWith(".class") ? Variables.without(bytes) : bytes;
  }

  private boolean isVersioned(String name) {
    return files.keySet().stream().anyMatch(n -> n.startsWith(VERSIONS) && base(n).equals(name));
  }

  /** The name that code uses, whichever JDK the form is for. */
  private static String base(String name) {
    return name.startsWith(VERSIONS)
        ? name.substring(name.indexOf('/', VERSIONS.length()) + 1)
        : name;
  }

  private static int group(String name, List<String> order) {
    for (int i = 0; i < order.size(); i++) {
      for (String beginning : order.get(i).split("\\|")) {
        if (name.startsWith(beginning)) {
          return i;
        }
      }
    }
    return order.size();
  }

  private static void writePack(Path into, int number, ByteArrayOutputStream pack)
      throws IOException {
    Files.write(into.resolve("pack." + number), pack.toByteArray());
    pack.reset();
  }

  private static void writeIndex(Path into, int packs, List<Row> rows) throws IOException {
    rows.sort(Comparator.comparingInt(Row::hash));
    try (OutputStream file = Files.newOutputStream(into.resolve("index"));
        DataOutputStream out = new DataOutputStream(file)) {
      out.writeInt(packs);
      for (Row row : rows) {
        out.writeInt(row.hash());
        out.writeShort(row.pack());
        out.writeShort(row.flags());
        out.writeInt(row.offset());
        out.writeInt(row.length());
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
