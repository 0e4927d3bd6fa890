package dev.weft.agent.weave;

import dev.weft.bootstrap.Dispatch;
import dev.weft.bootstrap.Hook;
import dev.weft.bootstrap.ToApplication;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Finds the hook for a number and keeps its faults from the application. Thread-safe. */
final class HookDispatch implements Dispatch {
  private final Binder binder;
  private volatile Slot[] slots = new Slot[0];

  HookDispatch(Binder binder) {
    this.binder = binder;
  }

  /** Returns the slot's number. */
  synchronized int add(Slot slot) {
    int number = slots.length;
    Slot[] more = Arrays.copyOf(slots, number + 1);
    more[number] = slot;
    slots = more;
    return number;
  }

  @Override
  public @Nullable Object on(
      int number,
      Object nothing,
      @Nullable Object self,
      @Nullable Object a,
      @Nullable Object b,
      @Nullable Object c,
      @Nullable Object d) {
    Slot slot = slots[number];
    try {
      BoundHook hook = slot.hook();
      if (hook == null) {
        hook = binder.bind(slot);
        if (hook == null) {
          return null;
        }
      }
      Object result = hook.on(self, a, b, c, d);
      return result == Hook.NOTHING ? nothing : result;
    } catch (ToApplication carried) {
      throw HookDispatch.<RuntimeException>asIs(carried.getCause());
    } catch (Throwable fault) {
      slot.state.fault(fault);
      return null;
    }
  }

  /** Throws a checked exception where none is declared: it is the woven method's own. */
  @SuppressWarnings("unchecked")
  private static <T extends Throwable> T asIs(Throwable throwable) throws T {
    throw (T) throwable;
  }
}
