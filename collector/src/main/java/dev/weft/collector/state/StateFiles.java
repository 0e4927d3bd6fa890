package dev.weft.collector.state;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** State files on disk, readable by their owner only: they hold hashes of tokens and all policy. */
public final class StateFiles {
  /** Of a state file on its way. */
  public static final String TYPE = "application/gzip";

  /** A state at all its limits, badly packed. */
  public static final int MAX_BYTES = 128 * 1024 * 1024;

  private static final String BEFORE = "before-import-";

  /** Of the states before imports. */
  private static final int MAX_KEPT = 5;

  private StateFiles() {}

  /** Writes something. */
  @FunctionalInterface
  public interface Writing {
    void to(OutputStream out) throws IOException;
  }

  /**
   * Whole or not at all.
   *
   * @throws FileAlreadyExistsException if it is there: a backup is never overwritten
   */
  public static void create(Path file, Writing writing) throws IOException {
    if (Files.exists(file)) {
      throw new FileAlreadyExistsException(file.toString());
    }
    Path folder = file.toAbsolutePath().getParent();
    boolean posix = Files.getFileStore(folder).supportsFileAttributeView("posix");
    Path part =
        posix
            ? Files.createTempFile(
                folder,
                ".weft",
                ".part",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))
            : Files.createTempFile(folder, ".weft", ".part");
    try {
      try (OutputStream out = Files.newOutputStream(part, StandardOpenOption.WRITE)) {
        writing.to(out);
      }
      Files.move(part, file);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** Exports what an import is about to replace. */
  public static Path keepBefore(Path folder, long revision, long nowMillis) throws IOException {
    Path file = folder.resolve(BEFORE + revision + "-" + nowMillis + ".weft");
    create(file, out -> StateExport.write(folder, null, nowMillis, out));
    try (Stream<Path> all = Files.list(folder)) {
      List<Path> kept =
          all.filter(path -> path.getFileName().toString().startsWith(BEFORE))
              .sorted(Comparator.comparing(StateFiles::time))
              .toList();
      for (Path old : kept.subList(0, Math.max(0, kept.size() - MAX_KEPT))) {
        Files.deleteIfExists(old);
      }
    }
    return file;
  }

  private static long time(Path file) {
    String name = file.getFileName().toString();
    return Long.parseLong("0" + name.replaceAll(".*-(\\d+)\\.weft", "$1").replaceAll("\\D", ""));
  }
}
