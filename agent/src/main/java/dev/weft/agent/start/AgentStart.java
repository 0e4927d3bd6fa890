package dev.weft.agent.start;

import dev.weft.agent.config.Settings;
import dev.weft.agent.weave.MeshGate;
import dev.weft.agent.weave.Weaver;
import dev.weft.bootstrap.Adapter;
import dev.weft.bootstrap.Bridge;
import dev.weft.core.time.Clock;
import dev.weft.instrumentation.grpc.GrpcAdapters;
import dev.weft.instrumentation.http.HttpAdapters;
import java.lang.instrument.Instrumentation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * The agent's side of {@code premain}: the bridge, the transformer, and back to the application.
 * Everything else waits for the first woven class. No lambdas on this way: each costs milliseconds
 * before {@code main}.
 */
public final class AgentStart implements BiConsumer<String, Instrumentation> {
  /**
   * How long the first woven call waits for the mesh to be made. That is work of this JVM alone,
   * whatever {@code start.wait} says of the collector, and takes seconds only where the machine is
   * overloaded. A client that is built without the mesh stays so for its life, so this is long; it
   * is bounded because two threads could wait for each other.
   */
  private static final long PATIENCE_NANOS = 15_000_000_000L;

  @Override
  public void accept(String arguments, Instrumentation instrumentation) {
    Settings settings = Settings.parse(arguments, System.getenv(), System.getProperties());
    if (!settings.enabled()) {
      return;
    }
    try {
      Bridge.define(instrumentation);
    } catch (LinkageError e) {
      return; // another Weft agent in the same JVM; the first one serves it
    } catch (Exception e) {
      throw new IllegalStateException("the bridge cannot be defined", e);
    }
    MeshGate gate = new MeshGate(PATIENCE_NANOS);
    MeshStart start = new MeshStart(settings, gate);
    Weaver weaver = new Weaver(instrumentation, gate, new MonotonicClock(), start);
    start.weaver(weaver);
    List<Weaver.Choice> choices = new ArrayList<>();
    choose(HttpAdapters.all(), settings, choices);
    choose(GrpcAdapters.all(), settings, choices);
    weaver.weave(choices);
  }

  private static void choose(
      List<Adapter> adapters, Settings settings, List<Weaver.Choice> choices) {
    for (Adapter adapter : adapters) {
      choices.add(new Weaver.Choice(adapter, settings.adapterEnabled(adapter.name()), null));
    }
  }

  private static final class MonotonicClock implements Clock {
    @Override
    public long nanos() {
      return System.nanoTime();
    }
  }
}
