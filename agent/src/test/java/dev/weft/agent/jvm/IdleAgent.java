package dev.weft.agent.jvm;

import java.lang.instrument.Instrumentation;

/** An agent that does nothing: what having one costs at all. */
public final class IdleAgent {
  private IdleAgent() {}

  public static void premain(String arguments, Instrumentation instrumentation) {
    // to be measured
  }
}
