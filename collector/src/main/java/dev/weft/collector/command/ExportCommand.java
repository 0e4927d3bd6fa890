package dev.weft.collector.command;

import dev.weft.collector.authority.AuthorityException;
import dev.weft.collector.state.StateException;
import dev.weft.collector.state.StateExport;
import dev.weft.collector.state.StateFiles;
import dev.weft.collector.store.StoreException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code weft export}. */
@Command(
    name = "export",
    description = {
      "Writes the whole state into one file: documents, their history, audit log, hashes of tokens.",
      "The authority's key is only in it with --with-authority, sealed with a password, and only"
          + " where the data folder is: no API gives it."
    },
    mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {
  @ParentCommand Weft weft;
  @Spec CommandSpec spec;

  @Option(
      names = "-o",
      required = true,
      paramLabel = "FILE",
      description = "made readable for its owner only; never overwritten")
  Path file;

  @Option(
      names = "--data-dir",
      paramLabel = "FOLDER",
      description =
          "read this data folder instead of asking the collector, which may run meanwhile")
  @Nullable Path dataFolder;

  @Option(
      names = "--with-authority",
      description = "the authority's key too, sealed with a password; needs --data-dir")
  boolean withAuthority;

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "its password (default: $" + BackupPassword.VARIABLE + ", or asked for)")
  @Nullable Path passwordFile;

  @Override
  public Integer call() {
    if (withAuthority && dataFolder == null) {
      throw new CommandException(
          ExitCode.USAGE,
          "weft: --with-authority needs --data-dir: the key is read where it lies, no API gives it");
    }
    try {
      if (Files.exists(file)) {
        throw new FileAlreadyExistsException(file.toString());
      }
      Path folder = dataFolder;
      if (folder == null) {
        byte[] state = weft.client().download("/v1/export");
        StateFiles.create(file, out -> out.write(state));
      } else {
        char[] password = withAuthority ? BackupPassword.of(passwordFile, true) : null;
        StateFiles.create(
            file, out -> StateExport.write(folder, password, System.currentTimeMillis(), out));
      }
      spec.commandLine().getOut().println(file + ": " + Files.size(file) + " bytes");
      spec.commandLine().getOut().flush();
      return ExitCode.DONE;
    } catch (FileAlreadyExistsException e) {
      throw new CommandException(
          ExitCode.FAILED, "weft: " + file + " is there already; a backup is never overwritten");
    } catch (StoreException | AuthorityException e) {
      throw new CommandException(ExitCode.STORE, "weft: " + e.getMessage());
    } catch (StateException e) {
      throw new CommandException(ExitCode.FAILED, "weft: " + e.getMessage());
    } catch (IOException e) {
      throw new CommandException(ExitCode.FAILED, "weft: " + file + " cannot be written: " + e);
    }
  }
}
