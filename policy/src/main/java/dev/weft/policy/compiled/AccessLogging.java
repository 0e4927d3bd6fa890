package dev.weft.policy.compiled;

import dev.weft.policy.expression.Expression;
import org.jspecify.annotations.Nullable;

/**
 * Which calls get a line in the access log.
 *
 * @param made of the calls that the workload makes
 * @param served of those that it serves
 */
public record AccessLogging(Side made, Side served) {
  /** No line at all: what holds where no document says otherwise. */
  public static final AccessLogging OFF = new AccessLogging(Side.OFF, Side.OFF);

  /**
   * @param on whether there are lines
   * @param filter only of these; null: of all
   */
  public record Side(boolean on, @Nullable Expression filter) {
    static final Side OFF = new Side(false, null);
  }

  public boolean isOff() {
    return !made.on() && !served.on();
  }
}
