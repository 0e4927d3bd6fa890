package dev.weft.collector.command;

import dev.weft.collector.command.Client.Reply;
import dev.weft.collector.command.Output.Table;
import dev.weft.collector.json.Json;
import dev.weft.collector.json.Tree;
import dev.weft.policy.value.GoDuration;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code weft token}. */
@Command(
    name = "token",
    description = "Makes, lists and revokes tokens, for operators and for agents.",
    mixinStandardHelpOptions = true,
    subcommands = {TokenCommand.Create.class, TokenCommand.Show.class, TokenCommand.Revoke.class},
    synopsisSubcommandLabel = "COMMAND")
final class TokenCommand implements Callable<Integer> {
  @ParentCommand Weft weft;
  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCode.USAGE;
  }

  /** {@code weft token create}. */
  @Command(
      name = "create",
      description = {
        "Makes a token and prints it, this once, to the standard output.",
        "For an operator: --role. For agents: --service-account."
      },
      mixinStandardHelpOptions = true)
  static final class Create implements Callable<Integer> {
    @ParentCommand TokenCommand parent;
    @Spec CommandSpec spec;

    @Option(names = "--role", paramLabel = "ROLE", description = "ingest, read, write or admin")
    @Nullable String role;

    @Option(
        names = "--service-account",
        paramLabel = "NAME",
        description = "what the certificates of the agents name")
    @Nullable String serviceAccount;

    @Option(
        names = {"-n", "--namespace"},
        paramLabel = "NAME",
        description = "of the agents (default: default)")
    @Nullable String namespace;

    @Option(
        names = "--service",
        paramLabel = "NAME",
        description =
            "a service that the agents may register; may be repeated (default: that of the"
                + " account's name)")
    List<String> services = new ArrayList<>();

    @Option(names = "--join", description = "good for one agent, once")
    boolean join;

    @Option(
        names = "--expires",
        paramLabel = "DURATION",
        description =
            "720h, or never (default: 1h for --join, 8760h for a service account, 2160h for a"
                + " role)")
    @Nullable String expires;

    @Option(names = "--name", paramLabel = "NAME", description = "for lists and the history")
    @Nullable String name;

    @Override
    public Integer call() {
      if ((role == null) == (serviceAccount == null)) {
        throw new CommandException(
            ExitCode.USAGE,
            "weft: say either --role (for an operator) or --service-account (for agents)");
      }
      if (role != null && (join || namespace != null || !services.isEmpty())) {
        throw new CommandException(
            ExitCode.USAGE, "weft: --join, --namespace and --service are for --service-account");
      }
      String kind = role != null ? "operator" : join ? "join" : "service";
      Reply reply =
          parent
              .weft
              .client()
              .send(
                  "POST",
                  "/v1/tokens",
                  Json.write(
                      Tree.of(
                          "kind", kind,
                          "role", role,
                          "name", name,
                          "namespace", namespace,
                          "serviceAccount", serviceAccount,
                          "services", services.isEmpty() ? null : services,
                          "expiresInSeconds", expires == null ? null : seconds(expires))));
      if (!reply.ok()) {
        throw new CommandException(ExitCode.FAILED, reply.trouble());
      }
      PrintWriter err = spec.commandLine().getErr();
      err.println(
          "weft: token "
              + Tree.text(reply.body(), "id")
              + " ("
              + Tree.text(reply.body(), "name")
              + "), "
              + until(Tree.number(reply.body(), "expiresMillis"))
              + ". It is shown only this once:");
      err.flush();
      PrintWriter out = spec.commandLine().getOut();
      out.println(Tree.text(reply.body(), "token"));
      out.flush();
      return ExitCode.DONE;
    }

    private static long seconds(String text) {
      if (text.equals("never")) {
        return -1;
      }
      try {
        Duration duration = GoDuration.parse(text);
        if (duration.toSeconds() > 0) {
          return duration.toSeconds();
        }
      } catch (IllegalArgumentException e) {
        throw new CommandException(
            ExitCode.USAGE, "weft: --expires " + text + ": expected a duration as 720h, or never");
      }
      throw new CommandException(
          ExitCode.USAGE, "weft: --expires " + text + ": expected 1s or more");
    }
  }

  private static String until(long millis) {
    return millis == 0 ? "never expires" : "expires " + Instant.ofEpochMilli(millis);
  }

  /** {@code weft token list}. */
  @Command(
      name = "list",
      description = "Shows all tokens, never their secrets.",
      mixinStandardHelpOptions = true)
  static final class Show implements Callable<Integer> {
    @ParentCommand TokenCommand parent;
    @Spec CommandSpec spec;

    @Mixin OutputOption output;

    @Override
    public Integer call() {
      Object answer = parent.weft.client().get("/v1/tokens");
      PrintWriter out = spec.commandLine().getOut();
      if (output.printed(out, answer)) {
        return ExitCode.DONE;
      }
      Table table =
          new Table(
              parent.weft.terminal(),
              "ID",
              "KIND",
              "FOR",
              "STATE",
              "NAME",
              "EXPIRES",
              "CREATED BY",
              "ROOT");
      for (Object token : Tree.list(answer, "tokens")) {
        String role = Tree.text(token, "role");
        table.row(
            Tree.text(token, "id"),
            Tree.text(token, "kind"),
            role.isEmpty()
                ? Tree.text(token, "namespace") + "/" + Tree.text(token, "serviceAccount")
                : role,
            Tree.text(token, "state"),
            Tree.text(token, "name"),
            Tree.number(token, "expiresMillis") == 0
                ? "never"
                : Instant.ofEpochMilli(Tree.number(token, "expiresMillis")).toString(),
            Tree.text(token, "createdBy"),
            Tree.text(token, "authority"));
      }
      if (table.empty()) {
        out.println("None. Make one with: weft token create");
        out.flush();
      } else {
        table.print(out);
      }
      return ExitCode.DONE;
    }
  }

  /** {@code weft token revoke}. */
  @Command(
      name = "revoke",
      description = {
        "Ends tokens at once.",
        "Agents that joined by one are disconnected and their certificates renewed no more; other"
            + " agents accept these until they expire (--certificate-ttl of the collector)."
      },
      mixinStandardHelpOptions = true)
  static final class Revoke implements Callable<Integer> {
    @ParentCommand TokenCommand parent;
    @Spec CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "ID", description = "as weft token list shows it")
    List<String> ids;

    @Override
    public Integer call() {
      for (String id : ids) {
        if (!id.matches("[0-9a-f]{10}")) {
          throw new CommandException(
              ExitCode.USAGE,
              "weft: expected an id of ten hexadecimal digits, not the token itself");
        }
      }
      for (String id : ids) {
        parent.weft.client().expect(parent.weft.client().send("DELETE", "/v1/tokens/" + id, null));
        spec.commandLine().getOut().println("token " + id + " revoked");
      }
      spec.commandLine().getOut().flush();
      return ExitCode.DONE;
    }
  }
}
