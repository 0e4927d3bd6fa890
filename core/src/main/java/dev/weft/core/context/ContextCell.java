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
  private final ThreadLocal<Context> current = new ThreadLocal<>();

  /** The current thread's context, or null. */
  public @Nullable Context get() {
    return current.get();
  }

  /** Sets it (null clears) and returns what was there. */
  public @Nullable Context swap(@Nullable Context next) {
    Context before = current.get();
    if (before != next) {
      if (next == null) {
        current.remove();
      } else {
        current.set(next);
      }
    }
    return before;
  }
}
