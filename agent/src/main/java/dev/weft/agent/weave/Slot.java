package dev.weft.agent.weave;

import dev.weft.bootstrap.Hook;
import dev.weft.bootstrap.HookPoint;
import org.jspecify.annotations.Nullable;

/**
 * What a hook's number stands for: one key of an adapter in one class loader. Bound to the
 * adapter's code at the first call. Never given up: a number stays in the woven class for good, and
 * a slot alone holds nothing of its class loader.
 */
final class Slot {
  private static final BoundHook SILENT = BoundHook.unchecked(new Silent());

  final AdapterState state;
  final LoaderState loader;
  final HookPoint point;

  /** {@link HookPoint#key}, or that and {@code "/end"}. */
  final String key;

  private volatile @Nullable BoundHook hook;

  Slot(AdapterState state, LoaderState loader, HookPoint point, String key) {
    this.state = state;
    this.loader = loader;
    this.point = point;
    this.key = key;
  }

  /**
   * Null: not bound yet. Of one class, so that what is dispatched at each call is one call less.
   */
  @Nullable BoundHook hook() {
    return hook;
  }

  synchronized void bind(BoundHook bound) {
    if (hook != SILENT) {
      hook = bound;
    }
  }

  /** From now on it answers null. */
  synchronized void silence() {
    hook = SILENT;
  }

  private static final class Silent implements Hook {
    @Override
    public @Nullable Object on(
        @Nullable Object self,
        @Nullable Object a,
        @Nullable Object b,
        @Nullable Object c,
        @Nullable Object d) {
      return null;
    }
  }
}
