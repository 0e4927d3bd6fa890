package dev.weft.agent.start;

import dev.weft.agent.config.Settings;
import dev.weft.agent.context.ContextAdapter;
import dev.weft.agent.context.ContextHooks;
import dev.weft.agent.runtime.Adapters;
import dev.weft.agent.runtime.MeshRuntime;
import dev.weft.agent.thread.AgentThread;
import dev.weft.agent.weave.MeshGate;
import dev.weft.agent.weave.Weaver;
import dev.weft.bootstrap.Adapter;
import dev.weft.policy.frame.AgentMessage.AdapterReport;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes the mesh when the first class is woven, on a thread of its own: a JVM without any library
 * of an adapter never pays for it. Thread-safe.
 */
final class MeshStart implements Weaver.Listener {
  /** Capability of the adapters that set the context of inbound calls. */
  private static final String SETS_CONTEXT = "context";

  private final Settings settings;
  private final MeshGate gate;
  private @Nullable Weaver weaver;
  private @Nullable MeshRuntime runtime;
  private boolean started;
  private boolean contextWanted;
  private boolean contextWoven;

  MeshStart(Settings settings, MeshGate gate) {
    this.settings = settings;
    this.gate = gate;
  }

  /** Given before anything is woven. */
  synchronized void weaver(Weaver given) {
    weaver = given;
  }

  /** Runs while a class is being loaded, so it only starts a thread. */
  @Override
  public synchronized void firstWoven(Adapter adapter) {
    contextWanted |= adapter.capabilities().contains(SETS_CONTEXT);
    if (!started) {
      started = true;
      new AgentThread("start", new Make()).start();
    } else if (contextWanted && !contextWoven && runtime != null) {
      new AgentThread("context", new WeaveContext()).start();
    }
  }

  @Override
  public void said(String line, @Nullable Throwable fault) {
    new AgentThread("says", new Say(line, fault)).start();
  }

  private void make() {
    MeshRuntime made = null;
    try {
      made = Woven.runtime(settings, weaver());
    } catch (Throwable t) {
      System.err.println("weft: the mesh cannot be made, calls go on without it: " + t);
    }
    gate.open(made);
    if (made == null) {
      return;
    }
    synchronized (this) {
      runtime = made;
    }
    made.start();
    ShutdownDrain drain = new ShutdownDrain(made::drain, made::close, ShutdownDrain.CAP_MILLIS);
    Weaver.Choice context = contextChoice();
    // In one go: each time loaded classes are changed, the JVM stops.
    weaver().weave(context == null ? List.of(drain.choice()) : List.of(drain.choice(), context));
    drain.register();
  }

  private synchronized Weaver weaver() {
    if (weaver == null) {
      throw new IllegalStateException("woven before the weaver was given");
    }
    return weaver;
  }

  private void weaveContext() {
    Weaver.Choice context = contextChoice();
    if (context != null) {
      weaver().weave(List.of(context));
    }
  }

  /** Null: not wanted, not yet, or woven already. */
  private Weaver.@Nullable Choice contextChoice() {
    MeshRuntime made;
    synchronized (this) {
      if (!contextWanted || contextWoven || runtime == null) {
        return null;
      }
      contextWoven = true;
      made = runtime;
    }
    Adapter adapter = ContextAdapter.adapter();
    return new Weaver.Choice(
        adapter, settings.adapterEnabled(adapter.name()), new ContextHooks(made.contexts()));
  }

  /** The mesh's view of the weaver. */
  private record Woven(Weaver weaver) implements Adapters {
    /** Here and not in the class around it, whose verification in premain would load the types. */
    static MeshRuntime runtime(Settings settings, Weaver weaver) {
      return MeshRuntime.create(settings, new Woven(weaver));
    }

    @Override
    public List<AdapterReport> reports() {
      return weaver.reports();
    }

    @Override
    public void fault(String adapter, Throwable fault) {
      weaver.fault(adapter, fault);
    }

    @Override
    public boolean isOff(String adapter) {
      return weaver.isOff(adapter);
    }
  }

  // No lambdas: these are made while a class is being loaded.

  private final class Make implements Runnable {
    @Override
    public void run() {
      make();
    }
  }

  private final class WeaveContext implements Runnable {
    @Override
    public void run() {
      weaveContext();
    }
  }

  private final class Say implements Runnable {
    private final String line;
    private final @Nullable Throwable fault;

    Say(String line, @Nullable Throwable fault) {
      this.line = line;
      this.fault = fault;
    }

    @Override
    public void run() {
      if (settings.logLevel() == Settings.LogLevel.OFF) {
        return;
      }
      System.err.println("weft: " + line);
      if (fault != null && settings.logLevel() == Settings.LogLevel.DEBUG) {
        fault.printStackTrace();
      }
    }
  }
}
