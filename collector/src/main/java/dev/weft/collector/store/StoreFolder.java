package dev.weft.collector.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/** The data folder: made for its owner alone, and used by one collector at a time. */
final class StoreFolder {
  private StoreFolder() {}

  static FileChannel lock(Path folder) {
    try {
      make(folder);
      FileChannel channel =
          FileChannel.open(
              folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock held;
      try {
        held = channel.tryLock();
      } catch (OverlappingFileLockException e) {
        held = null;
      }
      if (held == null) {
        channel.close();
        throw new StoreException(
            "Another collector uses the folder "
                + folder
                + ". Stop it, or start with another --data-dir.");
      }
      return channel;
    } catch (IOException e) {
      throw new StoreException(
          "The folder " + folder + " cannot be used: " + e + ". Start with another --data-dir.", e);
    }
  }

  /** For its owner alone, where it is not there yet: the audit log is nobody else's affair. */
  private static void make(Path folder) throws IOException {
    Path whole = folder.toAbsolutePath();
    if (Files.exists(whole)) {
      return;
    }
    Path parent = whole.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    if (parent != null && Files.getFileStore(parent).supportsFileAttributeView("posix")) {
      Files.createDirectory(
          whole,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } else {
      Files.createDirectory(whole);
    }
  }

  static void release(FileChannel lock, RuntimeException because) {
    try {
      lock.close();
    } catch (IOException e) {
      because.addSuppressed(e);
    }
  }
}
