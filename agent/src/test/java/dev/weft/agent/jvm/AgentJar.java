package dev.weft.agent.jvm;

import java.nio.file.Path;

/** The built jar, which exists from phase package on. */
final class AgentJar {
  static final Path PATH = Path.of("target/weft-agent.jar").toAbsolutePath();
  static final String FLAG = "-javaagent:" + PATH;

  private AgentJar() {}
}
