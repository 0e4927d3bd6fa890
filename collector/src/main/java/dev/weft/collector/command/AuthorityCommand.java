package dev.weft.collector.command;

import dev.weft.collector.command.Output.Table;
import dev.weft.collector.json.Tree;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code weft authority}. */
@Command(
    name = "authority",
    description = {
      "Shows the roots of the mesh's certificates, and changes them while everything runs.",
      "A change goes by itself once it has begun: trusting (agents are told of a new root, the old"
          + " one signs), renewing (the new one signs, agents renew, both are trusted), steady (the"
          + " old one is gone, once no certificate of it is left)."
    },
    mixinStandardHelpOptions = true,
    subcommands = {
      AuthorityCommand.Rotate.class,
      AuthorityCommand.Advance.class,
      AuthorityCommand.Abort.class,
      AuthorityCommand.Forget.class,
      AuthorityCommand.Roots.class
    })
final class AuthorityCommand implements Callable<Integer> {
  private static final String PATH = "/v1/authority";
  private static final int SHOWN_DIGITS = 16;
  private static final long POLL_MILLIS = 1_000;

  @ParentCommand Weft weft;
  @Spec CommandSpec spec;

  @Mixin OutputOption output;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Object answer = weft.client().get(PATH);
    if (!output.printed(out, answer)) {
      show(answer, out);
    }
    return ExitCode.DONE;
  }

  private void show(@Nullable Object answer, PrintWriter out) {
    Table table =
        new Table(
            weft.terminal(), "ROOT", "ROLE", "FROM", "UNTIL", "TRUSTED BY", "CERTIFICATES", "NAME");
    long agents = Tree.number(answer, "agents");
    for (Object root : Tree.list(answer, "roots")) {
      table.row(
          Tree.text(root, "fingerprint").substring(0, SHOWN_DIGITS),
          Tree.text(root, "role"),
          day(Tree.number(root, "fromMillis")),
          day(Tree.number(root, "untilMillis")),
          Tree.text(root, "trustedBy") + " of " + agents + " agents",
          Tree.text(root, "certificates"),
          Tree.text(root, "name"));
    }
    table.print(out);
    out.println(state(answer));
    for (Object agent : Tree.list(answer, "waitingAgents")) {
      out.println(
          "  "
              + Tree.text(agent, "service")
              + " "
              + Tree.text(agent, "agent")
              + " "
              + Tree.text(agent, "reason"));
    }
    long named = Tree.list(answer, "waitingAgents").size();
    if (Tree.number(answer, "waiting") > named) {
      out.println("  and " + (Tree.number(answer, "waiting") - named) + " more");
    }
    List<Object> tokens = Tree.list(answer, "tokensOfFormer");
    if (!tokens.isEmpty()) {
      out.println(
          tokens.size()
              + " tokens in use carry the fingerprint of the root before; they work until that root"
              + " ends or is forgotten: "
              + String.join(", ", tokens.stream().limit(10).map(String::valueOf).toList())
              + (tokens.size() > 10 ? ", ..." : ""));
    }
    String warning = Tree.text(answer, "warning");
    if (!warning.isEmpty()) {
      out.println("Warning: " + warning);
    }
    out.flush();
  }

  private static String day(long millis) {
    return Instant.ofEpochMilli(millis).toString().substring(0, 10);
  }

  private static String state(@Nullable Object answer) {
    String waits = Tree.text(answer, "waitsFor");
    String phase = Tree.text(answer, "phase");
    String what =
        switch (phase) {
          case "trusting" -> "Changing the root, trusting: agents learn the new root";
          case "renewing" -> "Changing the root, renewing: the new root signs, agents renew";
          default -> "Nothing is being changed";
        };
    return what
        + (phase.equals("steady") ? "." : waits.isEmpty() ? ", done." : ". Waits: " + waits + ".");
  }

  /** Does a step and says what is now. */
  private int step(String method, String path, PrintWriter out) {
    Client client = weft.client();
    show(client.expect(client.send(method, PATH + path, null)), out);
    return ExitCode.DONE;
  }

  /** {@code weft authority rotate}. */
  @Command(
      name = "rotate",
      description = {
        "Begins to change the root of the mesh's certificates. No JVM has to be touched, no call"
            + " fails, and it goes to its end by itself; weft authority shows where it stands.",
        "It takes as long as certificates live (--certificate-ttl of the collector), since a JVM"
            + " that is away may still hold one of the old root. It is no answer to a stolen key:"
            + " see docs/operations.md."
      },
      mixinStandardHelpOptions = true)
  static final class Rotate implements Callable<Integer> {
    @ParentCommand AuthorityCommand authority;
    @Spec CommandSpec spec;

    @Option(names = "--wait", description = "until it is over, and say what happens meanwhile")
    boolean wait;

    @Override
    public Integer call() throws InterruptedException {
      PrintWriter out = spec.commandLine().getOut();
      authority.step("POST", "/rotation", out);
      Client client = authority.weft.client();
      String said = "";
      while (wait) {
        Object now = client.get(PATH);
        // Without the time left, which changes with each look.
        String state = state(now).replaceAll("\\d+ (s|min|h) more", "a while");
        if (!state.equals(said)) {
          said = state;
          out.println(Instant.now().toString().substring(0, 19) + "Z " + state(now));
          out.flush();
        }
        if (Tree.text(now, "phase").equals("steady")) {
          return ExitCode.DONE;
        }
        Thread.sleep(POLL_MILLIS);
      }
      return ExitCode.DONE;
    }
  }

  /** {@code weft authority advance}. */
  @Command(
      name = "advance",
      description = {
        "Takes the next step now, if the mesh is ready for it; the collector does so by itself.",
        "With --force also if it is not. Trusting to renewing: agents that do not know the new root"
            + " get to it by the old one. Renewing to steady: who still has a certificate of the old"
            + " root is refused by its peers until it has renewed."
      },
      mixinStandardHelpOptions = true)
  static final class Advance implements Callable<Integer> {
    @ParentCommand AuthorityCommand authority;
    @Spec CommandSpec spec;

    @Option(names = "--force", description = "although agents are not ready")
    boolean force;

    @Override
    public Integer call() {
      String query = force ? "?force=true" : "";
      return authority.step("POST", "/rotation/advance" + query, spec.commandLine().getOut());
    }
  }

  /** {@code weft authority abort}. */
  @Command(
      name = "abort",
      description = "Takes the new root back, as long as it does not sign (phase trusting).",
      mixinStandardHelpOptions = true)
  static final class Abort implements Callable<Integer> {
    @ParentCommand AuthorityCommand authority;
    @Spec CommandSpec spec;

    @Override
    public Integer call() {
      return authority.step("DELETE", "/rotation", spec.commandLine().getOut());
    }
  }

  /** {@code weft authority forget}. */
  @Command(
      name = "forget",
      description =
          "Tokens and ca-files of the root before are good for knowing the collector no more: the"
              + " collector does not show any longer that the old root vouched for the new one.",
      mixinStandardHelpOptions = true)
  static final class Forget implements Callable<Integer> {
    @ParentCommand AuthorityCommand authority;
    @Spec CommandSpec spec;

    @Override
    public Integer call() {
      return authority.step("DELETE", "/former", spec.commandLine().getOut());
    }
  }

  /** {@code weft authority roots}. */
  @Command(
      name = "roots",
      description = "Prints the certificates that are trusted now, as PEM: a ca-file. No key.",
      mixinStandardHelpOptions = true)
  static final class Roots implements Callable<Integer> {
    @ParentCommand AuthorityCommand authority;
    @Spec CommandSpec spec;

    @Override
    public Integer call() {
      PrintWriter out = spec.commandLine().getOut();
      out.print(
          new String(authority.weft.client().download(PATH + "/roots"), StandardCharsets.US_ASCII));
      out.flush();
      return ExitCode.DONE;
    }
  }
}
