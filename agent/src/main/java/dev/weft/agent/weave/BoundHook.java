package dev.weft.agent.weave;

import dev.weft.bootstrap.Hook;
import dev.weft.bootstrap.Shape;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * A hook whose answer is checked: woven code casts it, and a cast that fails there would be the
 * application's exception. Here it is a fault of ours.
 */
final class BoundHook {
  private final Hook hook;
  private final Shape shape;
  private final @Nullable Class<?> type;

  /**
   * @param type of the method's result or the argument, the wrapper for a primitive; null: any
   */
  BoundHook(Hook hook, Shape shape, @Nullable Class<?> type) {
    this.hook = hook;
    this.shape = shape;
    this.type = type;
  }

  /** For hooks whose answer is looked at elsewhere, or nowhere. */
  static BoundHook unchecked(Hook hook) {
    return new BoundHook(hook, Shape.ENTER, null);
  }

  /** As {@link Hook#on}. */
  @Nullable Object on(
      @Nullable Object self,
      @Nullable Object a,
      @Nullable Object b,
      @Nullable Object c,
      @Nullable Object d)
      throws Throwable {
    Object result = hook.on(self, a, b, c, d);
    if (result == null || type == null || type.isInstance(result)) {
      return result;
    }
    if (result == Hook.NOTHING && shape == Shape.REPLACE) {
      return Hook.NOTHING;
    }
    throw new ClassCastException(
        "the hook returned " + result.getClass().getName() + ", not " + type.getName());
  }

  /** For a library whose class loader may go: the loader holds the hook, and we do not. */
  static final class Weak implements Hook {
    private final WeakReference<BoundHook> hook;

    Weak(BoundHook hook) {
      this.hook = new WeakReference<>(hook);
    }

    @Override
    public @Nullable Object on(
        @Nullable Object self,
        @Nullable Object a,
        @Nullable Object b,
        @Nullable Object c,
        @Nullable Object d)
        throws Throwable {
      BoundHook held = hook.get();
      return held == null ? null : held.on(self, a, b, c, d);
    }
  }
}
