package dev.weft.agent.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One file that is replaced whole: a reader, also one after a crash, sees the old or the new
 * content and nothing in between. File and directory are made for their owner only, and a file that
 * others could have written is not read. Not thread-safe; two processes may share the file.
 */
public final class OwnerFile {
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> DIRECTORY =
      PosixFilePermissions.fromString("rwx------");

  private final Path path;
  private final int maxBytes;

  /**
   * @param maxBytes what is longer is neither written nor read
   */
  public OwnerFile(Path path, int maxBytes) {
    this.path = path;
    this.maxBytes = maxBytes;
  }

  public Path path() {
    return path;
  }

  /**
   * The content; null where there is no file.
   *
   * @throws IOException if it cannot be read, is too long, or can be written by others
   */
  public byte @Nullable [] read() throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      if (posix()) {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
        if (permissions.contains(PosixFilePermission.GROUP_WRITE)
            || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
          throw new IOException(path + " can be written by others, so it is not used");
        }
      }
      byte[] content = in.readNBytes(maxBytes + 1);
      checkLength(content);
      return content;
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  /**
   * Replaces the content.
   *
   * @throws IOException if it cannot be; the old content is still there
   */
  public void write(byte[] content) throws IOException {
    checkLength(content);
    Path directory = path.toAbsolutePath().getParent();
    Files.createDirectories(directory, attributes(DIRECTORY));
    Path next = Files.createTempFile(directory, ".weft", ".tmp", attributes(FILE));
    try {
      try (OutputStream out = Files.newOutputStream(next)) {
        out.write(content);
      }
      move(next);
    } finally {
      Files.deleteIfExists(next);
    }
  }

  private void move(Path next) throws IOException {
    try {
      Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(next, path, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private void checkLength(byte[] content) throws IOException {
    if (content.length > maxBytes) {
      throw new IOException(path + " would be longer than " + maxBytes + " bytes");
    }
  }

  private static FileAttribute<?>[] attributes(Set<PosixFilePermission> permissions) {
    return posix()
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
        : new FileAttribute<?>[0];
  }

  private static boolean posix() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
  }
}
