package dev.weft.collector.command;

import dev.weft.collector.command.Output.Table;
import dev.weft.collector.json.Shown;
import dev.weft.collector.json.Tree;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The state of the mesh as people read it. */
final class StatusText {
  /** Agents of one document and one state that are named; the rest is counted. */
  private static final int MAX_NAMED = 8;

  private final PrintWriter out;
  private final Terminal terminal;
  private final List<String> trouble = new ArrayList<>();

  StatusText(PrintWriter out, Terminal terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  void all(@Nullable Object answer, String url) {
    collector(answer, url);
    out.println();
    agents(Tree.list(answer, "agents"));
    out.println();
    documents(Tree.list(answer, "documents"), false);
    for (Object warning : Tree.list(answer, "warnings")) {
      trouble.add(Shown.whole(warning.toString()));
    }
    for (Object one : Tree.list(answer, "switches")) {
      trouble.add("switched off: " + AgentsCommand.what(one) + ", " + AgentsCommand.counts(one));
    }
    out.println();
    if (trouble.isEmpty()) {
      out.println(
          terminal.paint(Colour.GREEN, "Nothing to look at here. The calls themselves: weft top"));
    }
    for (String one : trouble) {
      out.println(terminal.paint(Colour.YELLOW, "! ") + one);
    }
  }

  private void collector(@Nullable Object answer, String url) {
    Object self = Tree.object(answer, "collector");
    out.println(
        terminal.paint(Colour.BOLD, "Collector ")
            + url
            + word(", version ", Tree.text(self, "version"))
            + up(self)
            + ", revision "
            + Tree.text(answer, "revision"));
    if (Tree.object(answer, "collector").isEmpty()) {
      return; // An older one, which does not tell of itself.
    }
    String forward = Tree.text(self, "otlpEndpoint");
    long dropped = Tree.number(self, "requestsDropped");
    out.println(
        terminal.paint(Colour.BOLD, "Traces    ")
            + Tree.number(self, "traces")
            + " kept ("
            + megabytes(Tree.number(self, "traceBytes"))
            + " of "
            + megabytes(Tree.number(self, "traceBytesMost"))
            + "), "
            + (forward.isEmpty() ? "not sent on" : "sent on to " + Shown.whole(forward))
            + (forward.isEmpty() ? "" : ", " + Tree.number(self, "requestsWaiting") + " waiting"));
    if (dropped > 0) {
      trouble.add(dropped + " requests could not be sent on to " + forward + " and are lost");
    }
    out.println(
        terminal.paint(Colour.BOLD, "Authority ")
            + Tree.text(self, "trustDomain")
            + ", root "
            + shortened(Tree.text(self, "rootFingerprint"))
            + " until "
            + day(Tree.text(self, "rootUntil")));
    Instant until = instant(Tree.text(self, "rootUntil"));
    if (until != null && until.isBefore(Instant.now().plus(Duration.ofDays(60)))) {
      trouble.add("the authority's root ends on " + day(until.toString()) + ": docs/operations.md");
    }
  }

  private void agents(List<Object> agents) {
    Table table =
        new Table(
            terminal,
            "SERVICE",
            "VERSION",
            "MACHINE",
            "PID",
            "AGENT",
            "REVISION",
            "STATE",
            "MESH",
            "SPANS TO");
    TreeSet<String> versions = new TreeSet<>();
    for (Object agent : agents) {
      Object service = Tree.list(agent, "services").get(0);
      String telemetry = Tree.text(agent, "telemetryEndpoint");
      String pending = Tree.text(agent, "pendingRevision");
      boolean connected = "true".equals(Tree.text(agent, "connected"));
      table.row(
          Tree.text(service, "namespace") + "/" + Tree.text(service, "name"),
          Tree.text(service, "labels", "version"),
          Tree.text(agent, "machine"),
          Tree.text(agent, "pid"),
          Tree.text(agent, "version"),
          pending.isEmpty() || !connected
              ? Tree.text(agent, "revision")
              : Colour.YELLOW.of(Tree.text(agent, "revision") + " (" + pending + " on its way)"),
          AgentsCommand.state(agent),
          AgentsCommand.mesh(agent),
          telemetry.isEmpty() ? "collector" : telemetry);
      versions.add(Tree.text(agent, "version"));
      if (!connected) {
        trouble.add(
            name(agent)
                + " is disconnected: it goes on with revision "
                + Tree.text(agent, "revision")
                + " and is forgotten when its lease ends");
      }
      adapters(agent);
    }
    if (table.empty()) {
      out.println("No agents. Start a JVM with: java -javaagent:weft-agent.jar ...");
    } else {
      table.print(out);
    }
    if (versions.size() > 1) {
      trouble.add("agents of several versions: " + Shown.whole(String.join(", ", versions)));
    }
  }

  private void adapters(Object agent) {
    for (Object adapter : Tree.list(agent, "adapters")) {
      String state = Tree.text(adapter, "state");
      long faults = Tree.number(adapter, "faults");
      String what =
          switch (state) {
            case "off" -> "is off: it went over its fault budget; calls go as they were written";
            case "refused" -> "is not woven";
            case "disabled" -> "is disabled";
            default -> faults > 0 ? "had " + faults + " faults" : "";
          };
      if (!what.isEmpty()) {
        trouble.add(
            "adapter "
                + Tree.text(adapter, "name")
                + " of "
                + name(agent)
                + " "
                + what
                + word(": ", Shown.whole(Tree.text(adapter, "detail"))));
      }
    }
  }

  private static String name(Object agent) {
    Object service = Tree.list(agent, "services").get(0);
    String version = Tree.text(service, "labels", "version");
    return Tree.text(service, "namespace")
        + "/"
        + Tree.text(service, "name")
        + word(" ", version)
        + " (pid "
        + Tree.text(agent, "pid")
        + " on "
        + Shown.whole(Tree.text(agent, "machine"))
        + ")";
  }

  /**
   * @param whole name every agent, also those that have it
   */
  void documents(List<?> documents, boolean whole) {
    if (documents.isEmpty()) {
      out.println("No documents. Put some with: weft apply -f FILE");
    }
    for (Object document : documents) {
      String summary = Tree.text(document, "summary");
      out.println(
          terminal.paint(Colour.BOLD, Tree.text(document, "document"))
              + ": "
              + terminal.paint(colour(document), summary)
              + ", revision "
              + Tree.text(document, "revision")
              + slowest(document));
      for (Object condition : Tree.list(document, "conditions")) {
        condition(Tree.text(document, "document"), condition);
      }
      waiting(document, whole);
    }
  }

  private static Colour colour(Object document) {
    for (Object condition : Tree.list(document, "conditions")) {
      if (Tree.text(condition, "type").equals("Applied")) {
        return switch (Tree.text(condition, "reason")) {
          case "Applied" -> Colour.GREEN;
          case "RefusedBy" -> Colour.RED;
          default -> Colour.YELLOW;
        };
      }
    }
    return Colour.NONE;
  }

  private void condition(String document, Object condition) {
    String type = Tree.text(condition, "type");
    boolean holds = Tree.text(condition, "status").equals("True");
    boolean usual = type.equals("Accepted") || type.equals("Applied");
    if (!usual && holds != type.equals("ResolvedRefs")) {
      boolean refused = type.equals("RefusedBy");
      String message = Shown.whole(Tree.text(condition, "message"));
      out.println(
          "  "
              + terminal.paint(refused ? Colour.RED : Colour.YELLOW, type + (holds ? "" : "=False"))
              + ": "
              + message);
      if (refused) {
        trouble.add(document + " is refused by " + message);
      } else if (type.equals("ResolvedRefs")) {
        trouble.add(document + " names what does not exist");
      }
    }
  }

  /** Who has not acknowledged. */
  private void waiting(Object document, boolean whole) {
    Map<String, List<String>> byState = new LinkedHashMap<>();
    for (Object agent : Tree.list(document, "agents")) {
      String state = Tree.text(agent, "state");
      if (whole || state.equals("Pending") || state.equals("Disconnected")) {
        String acked = Tree.text(agent, "ackedAfterMillis");
        byState
            .computeIfAbsent(state, key -> new ArrayList<>())
            .add(
                Tree.text(agent, "service")
                    + " "
                    + Tree.text(agent, "agent")
                    + (whole && !acked.isEmpty() ? " (after " + acked + " ms)" : ""));
      }
    }
    byState.forEach(
        (state, names) -> {
          names.stream()
              .limit(whole ? Integer.MAX_VALUE : MAX_NAMED)
              .forEach(one -> out.println("  " + state + ": " + one));
          if (!whole && names.size() > MAX_NAMED) {
            out.println(
                "  "
                    + state
                    + ": and "
                    + (names.size() - MAX_NAMED)
                    + " more: weft status KIND NAME names them");
          }
          if (state.equals("Pending")) {
            trouble.add(
                Tree.text(document, "document")
                    + " is not yet acknowledged by "
                    + names.size()
                    + " agents");
          }
        });
  }

  /** Only where all have it: a time that is still running says nothing. */
  private static String slowest(Object document) {
    List<Object> agents = Tree.list(document, "agents");
    long slowest =
        agents.stream().mapToLong(agent -> Tree.number(agent, "ackedAfterMillis")).max().orElse(0);
    boolean all = agents.stream().allMatch(agent -> Tree.text(agent, "state").equals("Applied"));
    return all && slowest > 0 ? " (after " + slowest + " ms)" : "";
  }

  private static String up(Object self) {
    Instant since = instant(Tree.text(self, "startedAt"));
    if (since == null) {
      return "";
    }
    Duration up = Duration.between(since, Instant.now());
    return ", up "
        + (up.toDays() > 0
            ? up.toDays() + " d " + up.toHoursPart() + " h"
            : up.toHours() > 0
                ? up.toHours() + " h " + up.toMinutesPart() + " min"
                : up.toMinutes() > 0
                    ? up.toMinutes() + " min " + up.toSecondsPart() + " s"
                    : Math.max(0, up.toSeconds()) + " s");
  }

  private static @Nullable Instant instant(String text) {
    return text.matches("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z") ? Instant.parse(text) : null;
  }

  private static String day(String instant) {
    return instant.length() < 10 ? instant : instant.substring(0, 10);
  }

  private static String shortened(String fingerprint) {
    return fingerprint.length() < 16 ? fingerprint : fingerprint.substring(0, 16) + "…";
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f MiB", bytes / 1024.0 / 1024);
  }

  private static String word(String before, String text) {
    return text.isEmpty() ? "" : before + text;
  }
}
