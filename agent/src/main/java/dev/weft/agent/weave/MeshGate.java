package dev.weft.agent.weave;

import dev.weft.agent.thread.AgentThread;
import dev.weft.core.Mesh;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Where hooks find the mesh. It is made on a thread of its own when the first class is woven, so
 * the first calls may come before it is there: they wait, but one time-out is enough for all. The
 * agent's own threads never do: they make it. Thread-safe.
 */
public final class MeshGate {
  private final CountDownLatch settled = new CountDownLatch(1);
  private final long patienceNanos;
  private volatile @Nullable Mesh mesh;
  private volatile boolean impatient;

  /**
   * @param patienceNanos how long calls may wait for the mesh to be made
   */
  public MeshGate(long patienceNanos) {
    this.patienceNanos = patienceNanos;
  }

  /** The mesh is there, or null: there will be none. */
  public void open(@Nullable Mesh made) {
    mesh = made;
    settled.countDown();
  }

  /** Null: not there in time, or never. */
  @Nullable Mesh await() {
    Mesh made = mesh;
    if (made != null || impatient || settled.getCount() == 0 || AgentThread.isCurrent()) {
      return made;
    }
    try {
      if (!settled.await(patienceNanos, TimeUnit.NANOSECONDS)) {
        impatient = true;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the application's; it will see it in its own call
    }
    return mesh;
  }
}
