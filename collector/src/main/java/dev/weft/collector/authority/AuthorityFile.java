package dev.weft.collector.authority;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import org.jspecify.annotations.Nullable;

/** The authority's file as a whole, for backups: key and certificate never part. */
public final class AuthorityFile {
  private AuthorityFile() {}

  /**
   * PEM, with the key.
   *
   * @param folder the collector's data folder
   * @throws AuthorityException if there is none, or it is damaged
   */
  public static String read(Path folder) {
    Path file = file(folder);
    try {
      String text = Files.readString(file);
      RootFile.parse(text);
      return text;
    } catch (GeneralSecurityException e) {
      throw new AuthorityException(
          "The authority's file " + file + " is damaged: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new AuthorityException("The authority's file " + file + " cannot be read: " + e, e);
    }
  }

  /** Null if there is none. */
  public static @Nullable String find(Path folder) {
    return Files.exists(file(folder)) ? read(folder) : null;
  }

  /**
   * Looks whether it could be restored.
   *
   * @throws AuthorityException if it is no authority
   */
  public static void check(String pem) {
    try {
      RootFile.parse(pem);
    } catch (GeneralSecurityException e) {
      throw new AuthorityException("The authority in the file is damaged: " + e.getMessage(), e);
    }
  }

  /**
   * Puts {@code pem} in place, readable by the owner only. Another one that is there is kept beside
   * it.
   *
   * @return where the one before is kept; null if there was none, or it is the same
   */
  public static @Nullable Path restore(Path folder, String pem, long nowMillis) {
    check(pem);
    Path file = file(folder);
    try {
      Path kept = null;
      if (Files.exists(file) && !Files.readString(file).equals(pem)) {
        kept = folder.resolve("authority-until-" + nowMillis + ".pem");
        Files.move(file, kept, StandardCopyOption.ATOMIC_MOVE);
      }
      RootFile.save(file, pem);
      return kept;
    } catch (IOException e) {
      throw new AuthorityException("The authority's file " + file + " cannot be written: " + e, e);
    }
  }

  private static Path file(Path folder) {
    return folder.resolve("authority.pem");
  }
}
