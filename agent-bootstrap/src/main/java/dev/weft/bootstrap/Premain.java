package dev.weft.bootstrap;

import java.io.File;
import java.lang.instrument.Instrumentation;
import java.util.function.BiConsumer;

/**
 * What the JVM calls before {@code main}. Lives on the application's class path, so it is as small
 * as can be: no static state, no logging, no lambda; it opens the agent's class loader and hands
 * over. Whatever goes wrong, the application starts as it would without it.
 */
public final class Premain {
  private static final String START = "dev.weft.agent.start.AgentStart";

  private Premain() {}

  public static void premain(String arguments, Instrumentation instrumentation) {
    try {
      if (!wanted(arguments)) {
        return;
      }
      File jar =
          new File(Premain.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      if (!jar.isFile()) {
        throw new IllegalStateException(jar + " is not weft-agent.jar");
      }
      @SuppressWarnings("unchecked")
      BiConsumer<String, Instrumentation> start =
          (BiConsumer<String, Instrumentation>)
              new AgentClassLoader(jar).loadClass(START).getDeclaredConstructor().newInstance();
      start.accept(arguments == null ? "" : arguments, instrumentation);
    } catch (Throwable t) {
      System.err.println("weft: the agent did not start, the application runs without it: " + t);
    }
  }

  /** By the most specific that is set: agent argument, system property, environment. */
  private static boolean wanted(String arguments) {
    if (Launch.isJdkTool(System.getProperty("sun.java.command"))) {
      return false;
    }
    String enabled = Launch.argument(arguments, "enabled");
    if (enabled == null) {
      enabled = System.getProperty("weft.enabled");
    }
    if (enabled == null) {
      enabled = System.getenv("WEFT_ENABLED");
    }
    return enabled == null || !enabled.trim().equalsIgnoreCase("false");
  }
}
