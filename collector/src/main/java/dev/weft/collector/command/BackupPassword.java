package dev.weft.collector.command;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The password of a backup: of a file, the environment, or asked for. Never an argument. */
final class BackupPassword {
  static final String VARIABLE = "WEFT_BACKUP_PASSWORD";

  private BackupPassword() {}

  /**
   * @param twice asks a second time, because a typing error could not be found later
   */
  static char[] of(@Nullable Path file, boolean twice) {
    if (file != null) {
      try {
        return Files.readString(file).strip().toCharArray();
      } catch (IOException e) {
        throw new CommandException(ExitCode.FAILED, "weft: " + file + " cannot be read: " + e);
      }
    }
    String environment = System.getenv(VARIABLE);
    if (environment != null && !environment.isEmpty()) {
      return environment.toCharArray();
    }
    Console console = System.console();
    if (console == null) {
      throw new CommandException(
          ExitCode.USAGE,
          "weft: the authority's key needs a password: --password-file FILE, or " + VARIABLE);
    }
    char[] password = console.readPassword("Password of the backup: ");
    if (password == null
        || twice && !Arrays.equals(password, console.readPassword("The same once more: "))) {
      throw new CommandException(ExitCode.FAILED, "weft: the two passwords differ");
    }
    return password;
  }
}
