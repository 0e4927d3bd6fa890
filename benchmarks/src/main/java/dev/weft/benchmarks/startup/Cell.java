package dev.weft.benchmarks.startup;

import java.nio.file.Path;

/** One program with one agent on one JDK with one archive. */
record Cell(Program program, AgentKind agent, String jdk, Path home, Archive archive) {
  /** {@code http-jdk17-appcds}. */
  String workload() {
    return program.name() + "-" + jdk + archive.suffix();
  }

  String subject() {
    return agent.label();
  }

  /** Also a good file name. */
  String id() {
    return workload() + "-" + subject();
  }

  /** Whether it has to show up at the collector. */
  boolean linked() {
    return agent == AgentKind.WEFT && !program.adapters().isEmpty();
  }
}
