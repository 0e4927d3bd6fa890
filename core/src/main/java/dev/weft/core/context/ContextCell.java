package dev.weft.core.context;

import org.jspecify.annotations.Nullable;

/**
 * The one thread-local: the context of the call that the current thread works for. Set and restored
 * in pairs:
 *
 * <pre>{@code
 * Context before = cell.swap(context);
 * try { ... } finally { cell.swap(before); }
 * }</pre>
 */
public final class ContextCell {
  /**
   * What each thread has is a place that stays, and is written: to take an entry of a thread-local
   * away and make it anew for each call costs a weak reference, which the JVM clears by a native
   * call (up to JDK 18) and collections look at.
   */
  private final ThreadLocal<@Nullable Context[]> current = new ThreadLocal<>();

  /** The current thread's context, or null. */
  public @Nullable Context get() {
    @Nullable Context[] place = current.get();
    return place == null ? null : place[0];
  }

  /** Sets it (null clears) and returns what was there. */
  public @Nullable Context swap(@Nullable Context next) {
    @Nullable Context[] place = current.get();
    if (place == null) {
      if (next != null) {
        place = new Context[1];
        place[0] = next;
        current.set(place);
      }
      return null;
    }
    Context before = place[0];
    place[0] = next;
    return before;
  }
}
