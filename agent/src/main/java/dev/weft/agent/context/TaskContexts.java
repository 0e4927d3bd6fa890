package dev.weft.agent.context;

import dev.weft.core.context.Context;
import java.lang.ref.WeakReference;
import java.util.Iterator;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The contexts of tasks that wait to run, by the identity of the task, which is held weakly. A task
 * that waits several times with different contexts has none: it cannot be told which run is whose.
 * Thread-safe; without reference queues, whose lock a virtual thread may hold while it is
 * unmounted.
 */
final class TaskContexts {
  /** Entries of tasks that never ran are looked for after so many insertions. */
  private static final int SWEEP_EVERY = 4096;

  private final ConcurrentMap<Key, Waiting> waiting = new ConcurrentHashMap<>();
  private final AtomicInteger insertions = new AtomicInteger();

  /** Cheap. */
  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /**
   * @param context null: the task waits without one, which counts only if it waits with one too
   * @param once telling it again with the same context is no second run
   */
  void put(Object task, @Nullable Context context, boolean once) {
    Key key = new Key(task);
    while (true) {
      Waiting known = waiting.get(key);
      if (known == null) {
        if (context == null) {
          return;
        }
        if (waiting.putIfAbsent(key, new Waiting(context, 1)) == null) {
          sweepSometimes();
          return;
        }
      } else {
        boolean same = known.context == context;
        if (same && once) {
          return;
        }
        Waiting more = new Waiting(same ? context : null, known.runs + 1);
        if (waiting.replace(key, known, more)) {
          return;
        }
      }
    }
  }

  /** The context for a run that begins now; null: none. */
  @Nullable Context take(Object task) {
    Key key = new Key(task);
    while (true) {
      Waiting known = waiting.get(key);
      if (known == null) {
        return null;
      }
      boolean taken =
          known.runs == 1
              ? waiting.remove(key, known)
              : waiting.replace(key, known, new Waiting(known.context, known.runs - 1));
      if (taken) {
        return known.context;
      }
    }
  }

  /** The context for a run that may begin; it stays for the next one. Null: none. */
  @Nullable Context peek(Object task) {
    Waiting known = waiting.get(new Key(task));
    return known == null ? null : known.context;
  }

  private void sweepSometimes() {
    if (insertions.incrementAndGet() % SWEEP_EVERY == 0) {
      for (Iterator<Key> it = waiting.keySet().iterator(); it.hasNext(); ) {
        if (it.next().get() == null) {
          it.remove();
        }
      }
    }
  }

  /** For how many tasks something is kept. */
  int size() {
    return waiting.size();
  }

  /** Compared by identity: each state is an object of its own. */
  private static final class Waiting {
    private final @Nullable Context context;
    private final int runs;

    Waiting(@Nullable Context context, int runs) {
      this.context = context;
      this.runs = runs;
    }
  }

  private static final class Key extends WeakReference<Object> {
    private final int hash;

    Key(Object task) {
      super(task);
      this.hash = System.identityHashCode(task);
    }

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    public boolean equals(Object other) {
      return this == other || (other instanceof Key key && get() != null && get() == key.get());
    }
  }
}
