package dev.weft.agent.start;

import dev.weft.agent.config.Settings;
import dev.weft.agent.weave.MeshGate;
import dev.weft.agent.weave.Weaver;
import dev.weft.bootstrap.Adapter;
import org.jspecify.annotations.Nullable;

/** Makes the mesh when the first class is woven, on a thread of its own. Thread-safe. */
final class MeshStart implements Weaver.Listener {
  private final Settings settings;
  private final MeshGate gate;
  private @Nullable Weaver weaver;
  private boolean started;

  MeshStart(Settings settings, MeshGate gate) {
    this.settings = settings;
    this.gate = gate;
  }

  /** Given before anything is woven. */
  synchronized void reportsOf(Weaver weaver) {
    this.weaver = weaver;
  }

  @Override
  public void firstWoven(Adapter adapter) {
    synchronized (this) {
      if (started) {
        return;
      }
      started = true;
    }
    DaemonThreads.start("weft-start", new Make());
  }

  private void make() {
    gate.open(null);
  }

  private final class Make implements Runnable {
    @Override
    public void run() {
      make();
    }
  }
}
