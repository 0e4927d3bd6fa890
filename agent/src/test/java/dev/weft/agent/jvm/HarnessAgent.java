package dev.weft.agent.jvm;

import dev.weft.agent.context.ContextAdapter;
import dev.weft.agent.context.ContextHooks;
import dev.weft.agent.weave.MeshGate;
import dev.weft.agent.weave.Weaver;
import dev.weft.bootstrap.Adapter;
import dev.weft.bootstrap.Bridge;
import dev.weft.core.context.ContextCell;
import java.lang.instrument.Instrumentation;
import java.util.List;

/** Stands in for premain where a test needs hold of the pieces: all on one class path. */
public final class HarnessAgent {
  static final ContextCell CELL = new ContextCell();
  private static Weaver weaver;
  static final MeshGate GATE = new MeshGate(10_000_000_000L);

  private HarnessAgent() {}

  public static void premain(String arguments, Instrumentation given) throws Exception {
    Bridge.define(given);
    weaver = new Weaver(given, GATE, System::nanoTime, new Quiet());
    if ("context".equals(arguments)) {
      weaver.weave(
          List.of(new Weaver.Choice(ContextAdapter.adapter(), true, new ContextHooks(CELL))));
    }
  }

  public static Weaver weaver() {
    return weaver;
  }

  /** Faults are seen in the reports, and loudly. */
  private static final class Quiet implements Weaver.Listener {
    @Override
    public void firstWoven(Adapter adapter) {
      // nothing waits for it here
    }

    @Override
    public void said(String line, Throwable fault) {
      System.err.println(line);
    }
  }
}
