package dev.weft.core.route;

import dev.weft.core.call.Waiting;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The table in force, and the calls that wait for the next one. Thread-safe. */
public final class RouteSource {
  private final Set<Runnable> waiters = ConcurrentHashMap.newKeySet();
  private volatile RouteTable table;
  private final HostUse names = new HostUse();
  private volatile boolean waits = true;
  private volatile boolean blank = true;

  public RouteSource(RouteTable first) {
    table = first;
  }

  public RouteTable table() {
    return table;
  }

  /** Puts a new table in force and wakes who waits. There may be more to come: calls wait again. */
  public void swap(RouteTable next) {
    table = next;
    blank = false;
    waits = true;
    wake();
  }

  /** No call waits until the next table: the collector cannot be reached. */
  public void noLongerWait() {
    waits = false;
    wake();
  }

  /** How many calls wait for the next table. */
  public int waiting() {
    return waiters.size();
  }

  /**
   * Whether calls to this host may be the mesh's: it is known, or nothing is yet and its name is
   * such as only the mesh has. Does not allocate.
   */
  public boolean mayKnow(String host) {
    return table.knows(host) || (blank && waits && Spellings.isShort(host));
  }

  boolean waits() {
    return waits;
  }

  /**
   * How long a call to a name that may be the mesh's may wait for the first table, counted from the
   * first such call; not positive: no longer, or it is here.
   */
  long namesRemainingNanos(long nowNanos, long startWaitNanos) {
    if (!blank || !waits) {
      return 0;
    }
    names.first(nowNanos, startWaitNanos);
    return names.remainingNanos(nowNanos);
  }

  /** What a call waits for that was routed by {@code seen}. */
  Waiting after(RouteTable seen) {
    return new Next(seen);
  }

  private void wake() {
    RuntimeException first = null;
    for (Runnable waiter : waiters) {
      if (waiters.remove(waiter)) {
        try {
          waiter.run();
        } catch (RuntimeException e) {
          // One adapter's fault must not leave the other calls waiting.
          if (first == null) {
            first = e;
          } else {
            first.addSuppressed(e);
          }
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }

  private final class Next implements Waiting {
    private final RouteTable seen;

    private Next(RouteTable seen) {
      this.seen = seen;
    }

    @Override
    public void whenReady(Runnable resume) {
      waiters.add(resume);
      // A swap between the look at the table and the line above has not seen this waiter.
      if ((table != seen || !waits) && waiters.remove(resume)) {
        resume.run();
      }
    }

    @Override
    public void forget(Runnable resume) {
      waiters.remove(resume);
    }
  }
}
