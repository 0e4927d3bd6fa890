package dev.weft.benchmarks.startup;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.benchmarks.subject.CollectorProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lets programs live and takes their figures. A program that holds lives equally long with every
 * agent: it is ready, idles for its time, and ends. One thread.
 */
final class Lives {
  /** A link that is not up by then will not be. */
  private static final Duration LINK_PATIENCE = Duration.ofSeconds(15);

  private static final Duration PAUSE = Duration.ofMillis(50);

  /** As many as {@code HttpPair} makes. */
  private static final int MANY = 2_000;

  private final OutsideClient client = new OutsideClient();
  private final Commands commands;
  private final CollectorProcess collector;
  private final Path folder;

  Lives(Commands commands, CollectorProcess collector, Path folder) {
    this.commands = commands;
    this.collector = collector;
    this.folder = folder;
  }

  private interface Look {
    void at(Launch launch) throws IOException, InterruptedException;
  }

  /**
   * Makes the archive that the cell's other lives use, in a life without an agent: the JVM refuses
   * to archive classes where there is one, and JDK 25 may crash on what an agent has woven.
   */
  void makeArchive(Cell cell) throws IOException, InterruptedException, Refused {
    if (cell.archive() == Archive.DEFAULT) {
      return;
    }
    Files.deleteIfExists(commands.archive(cell));
    Cell bare = new Cell(cell.program(), AgentKind.NONE, cell.jdk(), cell.home(), cell.archive());
    live(bare, commands.command(bare, false, false, commands.make(cell)), launch -> {});
    if (!Files.exists(commands.archive(cell))) {
      throw new Refused("the JVM made no archive with " + commands.make(cell));
    }
  }

  /** Loaded classes, counted to the end of its life; a warm-up as well. */
  Map<String, Double> classes(Cell cell) throws IOException, InterruptedException, Refused {
    Path log = folder.resolve(cell.id() + ".classes");
    live(cell, commands.command(cell, true, false, List.of(ClassLog.option(log))), launch -> {});
    ClassLog counted = ClassLog.read(log);
    Files.delete(log);
    if (cell.archive() == Archive.APPCDS && counted.dynamic() == 0) {
      throw new Refused("the JVM did not use the archive that it had made");
    }
    return Map.of(
        "classes", (double) counted.loaded(), "classes-shared", (double) counted.shared());
  }

  /** Milliseconds to ready, of CPU in the whole life, and to the link where there is one. */
  Map<String, Double> times(Cell cell) throws IOException, InterruptedException, Refused {
    return live(cell, commands.command(cell, true, false, List.of()), launch -> {});
  }

  /** Megabytes when it has settled, and after 2,000 requests and two collections. */
  Map<String, Double> memory(Cell cell) throws IOException, InterruptedException, Refused {
    Map<String, Double> figures = new LinkedHashMap<>();
    boolean stay = !cell.program().holds();
    live(
        cell,
        commands.command(cell, true, stay, List.of()),
        launch -> {
          long pid = launch.pid();
          figures.put("rss", Memory.resident(pid));
          figures.put("metaspace", Memory.metaspace(cell.home(), pid));
          if (cell.program().holds()) {
            manyRequests(cell.program(), launch);
            Memory.collectGarbage(cell.home(), pid);
            Memory.collectGarbage(cell.home(), pid);
            figures.put("rss-2000", Memory.resident(pid));
          }
        });
    return figures;
  }

  private void manyRequests(Program program, Launch launch)
      throws IOException, InterruptedException {
    if (program.boot()) {
      client.get(commands.bootPort(), "/chain", MANY);
    } else {
      launch.tell('r');
    }
  }

  private Map<String, Double> live(Cell cell, List<String> command, Look look)
      throws IOException, InterruptedException, Refused {
    Program program = cell.program();
    Map<String, Double> figures = new LinkedHashMap<>();
    try (Launch launch = Launch.of(cell.id(), command, folder)) {
      figures.put("start", millis(launch.ready()));
      Duration half = program.hold().dividedBy(2);
      TimeUnit.MILLISECONDS.sleep(half.toMillis());
      if (program.callsByName()) {
        launch.tell('n');
      }
      TimeUnit.MILLISECONDS.sleep(half.toMillis());
      if (cell.linked()) {
        figures.put("link", proveLinked(cell, launch));
      }
      look.at(launch);
      figures.put("cpu", millis(launch.end()));
      return figures;
    }
  }

  /**
   * The link is up and the program's libraries are woven in this very life. One that is late makes
   * the life longer, at its own cost.
   *
   * @return milliseconds from the start of the process until its link was up
   */
  private double proveLinked(Cell cell, Launch launch)
      throws IOException, InterruptedException, Refused {
    long until = System.nanoTime() + LINK_PATIENCE.toNanos();
    List<String> missing = new ArrayList<>(cell.program().adapters());
    while (System.nanoTime() < until) {
      @Nullable JsonNode agent = linked(launch.pid());
      Instant now = Instant.now();
      if (agent != null) {
        missing = notWoven(agent, cell.program().adapters());
        if (missing.isEmpty()) {
          proveUse(cell, agent);
          Instant up = now.minusMillis(agent.path("connectedForMillis").asLong());
          return millis(Duration.between(launch.started(), up));
        }
      }
      TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
    }
    throw new Refused("the collector does not know it as connected with " + missing + " woven");
  }

  /** What the collector knows of the agent in that process; null if its link is not up. */
  private @Nullable JsonNode linked(long pid) throws IOException, InterruptedException {
    for (JsonNode agent : collector.get("/v1/agents").path("agents")) {
      if (agent.path("pid").asLong() == pid && agent.path("connected").asBoolean()) {
        return agent;
      }
    }
    return null;
  }

  private static List<String> notWoven(JsonNode agent, List<String> adapters) {
    List<String> missing = new ArrayList<>(adapters);
    for (JsonNode adapter : agent.path("adapters")) {
      if (adapter.path("state").asText().equals("woven")) {
        missing.remove(adapter.path("name").asText());
      }
    }
    return missing;
  }

  /** A call by name went by the mesh: its agent asked for that host. */
  private static void proveUse(Cell cell, JsonNode agent) throws Refused {
    if (cell.program().callsByName() && agent.path("uses").isEmpty()) {
      throw new Refused("the call by name did not go by the mesh: " + agent.path("uses"));
    }
  }

  private static double millis(Duration duration) {
    return duration.toNanos() / 1e6;
  }
}
