package dev.weft.benchmarks.startup;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the command lines: all of a workload are the same but for what makes the subject.
 *
 * @param programs jar of the small programs
 * @param bootPath class path of the Spring Boot application
 * @param idle the idle agent's jar
 * @param weft the agent's jar
 * @param otel the OpenTelemetry agent's jar
 * @param collector where the collector is
 * @param nowhere where no collector is
 * @param bootPort that the Spring Boot application serves
 * @param folder for state and archives
 */
record Commands(
    Path programs,
    String bootPath,
    Path idle,
    Path weft,
    Path otel,
    String collector,
    String nowhere,
    int bootPort,
    Path folder) {

  /**
   * @param use whether the cell's archive is there to be used
   * @param more options of the JVM
   */
  List<String> command(Cell cell, boolean use, boolean stay, List<String> more) {
    List<String> command = new ArrayList<>();
    command.add(cell.home().resolve("bin/java").toString());
    // A small service's heap; the rest as the JVM chooses.
    command.addAll(List.of("-Xmx512m", "-Dsun.net.httpserver.nodelay=true"));
    if (use) {
      command.addAll(cell.archive().use(archive(cell), cell.agent() != AgentKind.NONE));
    }
    command.addAll(more);
    command.addAll(agent(cell));
    command.add("-cp");
    command.add(cell.program().boot() ? bootPath : programs.toString());
    command.add(cell.program().main());
    if (cell.program().boot()) {
      command.addAll(List.of("--port", Integer.toString(bootPort)));
    } else if (stay) {
      command.add("stay");
    }
    return command;
  }

  /** The options of the run that makes the cell's archive. */
  List<String> make(Cell cell) {
    return cell.archive().make(archive(cell), cell.agent() != AgentKind.NONE);
  }

  Path archive(Cell cell) {
    return cell.archive().file(folder, cell.id());
  }

  private List<String> agent(Cell cell) {
    return switch (cell.agent()) {
      case NONE -> List.of();
      case IDLE -> List.of("-javaagent:" + idle);
      case WEFT -> weft(cell, collector);
      case WEFT_ALONE -> weft(cell, nowhere);
      case OTEL ->
          List.of(
              "-javaagent:" + otel,
              "-Dotel.service.name=startup",
              "-Dotel.exporter.otlp.protocol=http/protobuf",
              "-Dotel.exporter.otlp.endpoint=" + collector,
              // The collector takes traces and metrics.
              "-Dotel.logs.exporter=none");
    };
  }

  private List<String> weft(Cell cell, String where) {
    return List.of(
        "-javaagent:" + weft,
        "-Dweft.collector=" + where,
        // The name by which the pair calls itself, so that the same URL works without a mesh.
        "-Dweft.service=localhost",
        // Kept between lives, as a restarted service's is.
        "-Dweft.state-dir=" + folder.resolve("state-" + cell.id()));
  }
}
