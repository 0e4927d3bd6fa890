package dev.weft.benchmarks.apps.start;

/** The least that an agent can be: what it costs, every agent costs. */
public final class IdleAgent {
  private IdleAgent() {}

  public static void premain(String arguments) {}
}
