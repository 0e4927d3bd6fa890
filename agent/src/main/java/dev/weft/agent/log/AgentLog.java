package dev.weft.agent.log;

import dev.weft.agent.config.Settings.LogLevel;
import java.io.PrintStream;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One line a fact on the JVM's standard error, {@code weft: ...}. Not java.util.logging, which
 * belongs to the application. A line that was said is not said again. Thread-safe.
 */
public final class AgentLog {
  /** Beyond it nothing new is said: an agent must not fill a disk. */
  private static final int MAX_LINES = 200;

  private final LogLevel level;
  private final PrintStream out;
  private final Set<String> said = new HashSet<>();

  /**
   * @param level the most detailed that is said
   */
  public AgentLog(LogLevel level, PrintStream out) {
    this.level = level;
    this.out = out;
  }

  /** Something does not work as it was meant to. */
  public void warn(String line) {
    say(LogLevel.WARN, line);
  }

  public void info(String line) {
    say(LogLevel.INFO, line);
  }

  public void debug(String line) {
    say(LogLevel.DEBUG, line);
  }

  /** A mistake of ours. With its stack at level debug. */
  public void fault(String line, @Nullable Throwable cause) {
    if (say(LogLevel.ERROR, cause == null ? line : line + ": " + cause)
        && cause != null
        && level.compareTo(LogLevel.DEBUG) >= 0) {
      cause.printStackTrace(out);
    }
  }

  private boolean say(LogLevel at, String line) {
    if (at.compareTo(level) > 0) {
      return false;
    }
    synchronized (said) {
      if (said.size() >= MAX_LINES || !said.add(line)) {
        return false;
      }
    }
    out.println("weft: " + line);
    return true;
  }
}
