package dev.weft.collector.command;

import dev.weft.collector.authority.AuthorityException;
import dev.weft.collector.authority.AuthorityFile;
import dev.weft.collector.json.Tree;
import dev.weft.collector.push.SwitchSet;
import dev.weft.collector.state.StateException;
import dev.weft.collector.state.StateFiles;
import dev.weft.collector.state.StateImport;
import dev.weft.collector.store.Author;
import dev.weft.collector.store.PolicyStore;
import dev.weft.collector.store.StoreException;
import dev.weft.collector.store.StoreFullException;
import dev.weft.collector.store.WriteRequest;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code weft import}. */
@Command(
    name = "import",
    description = {
      "Puts the state of a file in the place of the present one: all of it, or nothing.",
      "Of a running collector: documents, history, audit log. Of a data folder whose collector is"
          + " stopped: also tokens, kill switches and the authority."
    },
    mixinStandardHelpOptions = true)
final class ImportCommand implements Callable<Integer> {
  @ParentCommand Weft weft;
  @Spec CommandSpec spec;

  @Parameters(index = "0", paramLabel = "FILE", description = "of weft export")
  Path file;

  @Option(names = "--dry-run", description = "say only what would change")
  boolean dryRun;

  @Option(
      names = "--data-dir",
      paramLabel = "FOLDER",
      description = "restore into this data folder; its collector must be stopped")
  @Nullable Path dataFolder;

  @Option(
      names = "--without-authority",
      description = "leave the authority of the file where it is; needs --data-dir")
  boolean withoutAuthority;

  @Option(
      names = "--replace-authority",
      description = "also where the data folder has another one, which is kept beside it")
  boolean replaceAuthority;

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "of the authority (default: $" + BackupPassword.VARIABLE + ", or asked for)")
  @Nullable Path passwordFile;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try {
      byte[] state = Files.readAllBytes(file);
      if (dataFolder == null) {
        if (withoutAuthority || replaceAuthority) {
          throw new CommandException(
              ExitCode.USAGE,
              "weft: the authority is only restored into a data folder: --data-dir FOLDER");
        }
        online(state, out);
      } else {
        offline(state, dataFolder, out);
      }
      out.flush();
      return ExitCode.DONE;
    } catch (StoreException | AuthorityException e) {
      throw new CommandException(ExitCode.STORE, "weft: " + e.getMessage());
    } catch (StateException | StoreFullException e) {
      throw failed(file + ": " + e.getMessage() + " Nothing was changed.");
    } catch (CompletionException e) {
      throw failed(file + ": " + e.getCause().getMessage() + " Nothing was changed.");
    } catch (IOException e) {
      throw failed(file + " cannot be read: " + e);
    }
  }

  private static CommandException failed(String message) {
    return new CommandException(ExitCode.FAILED, "weft: " + message);
  }

  private void online(byte[] state, PrintWriter out) {
    Client client = weft.client();
    Object answer =
        client.expect(client.upload("/v1/import?dryRun=" + dryRun, state, StateFiles.TYPE));
    Map<String, Integer> counts = new TreeMap<>();
    for (Object document : Tree.list(answer, "documents")) {
      counts.merge(Tree.text(document, "result"), 1, Integer::sum);
    }
    print(
        out, counts, Tree.number(answer, "versions"), Tree.number(answer, "auditEntries"), answer);
    for (Object left : Tree.list(answer, "notRestored")) {
      out.println(
          "not restored: " + left + " (weft import --data-dir, with the collector stopped)");
    }
  }

  private void offline(byte[] bytes, Path folder, PrintWriter out) throws IOException {
    StateImport state = StateImport.read(bytes);
    long now = System.currentTimeMillis();
    String authority = authority(state, folder);
    boolean had = Files.exists(folder.resolve("weft.db"));
    try (PolicyStore store = PolicyStore.open(folder, () -> now)) {
      Map<String, Integer> counts = new TreeMap<>();
      state.changes(store.view()).values().forEach(one -> counts.merge(one, 1, Integer::sum));
      Path before = null;
      boolean off = !store.switches().isEmpty() && !store.switches().equals(SwitchSet.NONE.text());
      if (!dryRun) {
        if (had) {
          before = StateFiles.keepBefore(folder, store.view().revision(), now);
        }
        state.into(store, true, new WriteRequest(new Author("weft import", ""), now)).join();
      }
      print(
          out,
          counts,
          state.versions(),
          state.auditEntries(),
          Tree.of(
              "revision",
              store.view().revision(),
              "stateBefore",
              before == null ? null : before.toString()));
      int count = state.switches().all().size();
      if (count > 0 || off) {
        out.println(
            "kill switches: "
                + (count == 0 ? "none, those of before are gone" : count + ", see weft agents")
                + (dryRun ? " (dry run)" : ""));
      }
    }
    if (dryRun) {
      return;
    }
    if (authority != null) {
      Path kept = AuthorityFile.restore(folder, authority, now);
      out.println(
          "authority restored" + (kept == null ? "" : "; the one before is kept as " + kept));
    }
    String tokens = state.tokens();
    if (tokens != null) {
      Path target = folder.resolve("tokens.json");
      if (Files.exists(target)) {
        Files.move(target, folder.resolve("tokens-until-" + now + ".json"));
      }
      StateFiles.create(target, to -> to.write(tokens.getBytes(StandardCharsets.UTF_8)));
      out.println("tokens restored");
    }
  }

  /** Looked at before anything is changed; null: the data folder keeps what it has. */
  private @Nullable String authority(StateImport state, Path folder) {
    if (!state.hasAuthority() || withoutAuthority) {
      return null;
    }
    String pem = state.authority(BackupPassword.of(passwordFile, false));
    AuthorityFile.check(pem);
    String present = AuthorityFile.find(folder);
    if (present != null && !present.equals(pem) && !replaceAuthority) {
      throw failed(
          folder
              + " has another authority, which its agents trust. Say --replace-authority to put"
              + " that of the file in its place, or --without-authority to leave it. Nothing was"
              + " changed.");
    }
    return pem;
  }

  private void print(
      PrintWriter out, Map<String, Integer> counts, long versions, long audit, Object answer) {
    StringBuilder text = new StringBuilder();
    counts.forEach((result, count) -> text.append(", ").append(count).append(' ').append(result));
    out.println(
        "documents: "
            + (text.isEmpty() ? "none" : text.substring(2))
            + "; "
            + versions
            + " versions, "
            + audit
            + " entries of the audit log"
            + (dryRun ? " (dry run)" : "; revision " + Tree.text(answer, "revision")));
    String before = Tree.text(answer, "stateBefore");
    if (!before.isEmpty()) {
      out.println("the state before is kept in " + before);
    }
  }
}
