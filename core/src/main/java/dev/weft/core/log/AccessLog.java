package dev.weft.core.log;

import dev.weft.policy.compiled.AccessLogging;
import dev.weft.policy.compiled.AccessLogging.Side;
import dev.weft.policy.expression.Expression;
import dev.weft.policy.frame.AgentMessage;
import dev.weft.policy.frame.AgentMessage.AccessLog.Line;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Which calls get a line, and the lines until somebody takes them. Where nothing is logged a call
 * costs one look at a field. Who logs never waits: a line for which there is no room is counted.
 * Thread-safe.
 */
public final class AccessLog {
  /** Two seconds at the rate at which they can be sent, {@link #MAX_CHARS} a second. */
  static final int MAX_LINES = 2_048;

  /**
   * Of one message. The collector takes 1 Mi characters a second from an agent, also for all else.
   */
  static final int MAX_CHARS = 256 * 1024;

  /** What a line takes beside its texts: names, numbers, punctuation (counted: 310). */
  private static final int LINE_CHARS = 320;

  private final LongAdder dropped = new LongAdder();
  private volatile AccessLogging rules = AccessLogging.OFF;
  private volatile @Nullable ArrayBlockingQueue<Line> lines;
  private long taken;
  private long toldDropped;

  /** From now on. Calls under way are judged by what holds when they end. */
  public void apply(AccessLogging next) {
    if (!next.isOff() && lines == null) {
      // Made here and not before: most JVMs never log.
      lines = new ArrayBlockingQueue<>(MAX_LINES);
    }
    rules = next;
  }

  AccessLogging rules() {
    return rules;
  }

  /** A call that is over, and what is to be written of it. */
  interface Logged extends Expression.Call {
    Line line();
  }

  /** Writes a line of a call, if the side's filter wants it. */
  void write(Side side, Logged call) {
    Expression filter = side.filter();
    if (filter == null || filter.matches(call)) {
      add(call.line());
    }
  }

  private void add(Line line) {
    ArrayBlockingQueue<Line> to = lines;
    if (to == null || !to.offer(line)) {
      dropped.increment();
    }
  }

  /**
   * What one message may carry of what is there; null: there is nothing to say. Called by one
   * thread.
   */
  public AgentMessage.@Nullable AccessLog drain() {
    ArrayBlockingQueue<Line> from = lines;
    if (from == null) {
      return null;
    }
    List<Line> drained = new ArrayList<>();
    int chars = 0;
    Line line = from.peek();
    while (line != null && chars + chars(line) <= MAX_CHARS) {
      chars += chars(line);
      drained.add(line);
      from.remove();
      line = from.peek();
    }
    long lost = dropped.sum();
    if (drained.isEmpty() && lost == toldDropped) {
      return null;
    }
    toldDropped = lost;
    long before = taken;
    taken += drained.size();
    return new AgentMessage.AccessLog(before, lost, drained);
  }

  /** Texts may double where characters must be escaped; bounded they are well below the limit. */
  private static int chars(Line line) {
    return LINE_CHARS
        + line.method().length()
        + line.authority().length()
        + line.path().length()
        + line.flags().length()
        + line.route().length()
        + line.cluster().length()
        + line.upstream().length()
        + line.peer().length()
        + line.peerId().length()
        + line.userAgent().length()
        + line.requestId().length()
        + line.forwardedFor().length()
        + line.traceId().length()
        + line.failure().length();
  }
}
