package dev.weft.agent.weave;

import dev.weft.bootstrap.HookPoint;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one class loader has of the adapters' libraries. Holds neither the loader nor anything that
 * does: a web application that is undeployed must go. Thread-safe.
 */
final class LoaderState {
  private final @Nullable WeakReference<ClassLoader> loader;
  private final boolean permanent;
  private final Map<AdapterState, Verdict> verdicts = new HashMap<>();
  private final Map<String, Integer> numbers = new HashMap<>();
  private final List<Slot> slots = new ArrayList<>();
  private final Map<AdapterState, WeakReference<Hooks>> hooks = new HashMap<>();
  private @Nullable WeakReference<LibraryClassLoader> libraryLoader;

  LoaderState(@Nullable ClassLoader loader) {
    this.loader = loader == null ? null : new WeakReference<>(loader);
    this.permanent = isPermanent(loader);
  }

  /** The loader; null: the bootstrap loader, or it is gone. */
  @Nullable ClassLoader loader() {
    return loader == null ? null : loader.get();
  }

  /** Whether what it loads is the JDK's, visible to the agent's own loader. */
  boolean isJdk() {
    return loader == null || loader.get() == ClassLoader.getPlatformClassLoader();
  }

  /** Whether it lives as long as the JVM. */
  boolean permanent() {
    return permanent;
  }

  private static boolean isPermanent(@Nullable ClassLoader loader) {
    return loader == null
        || loader == ClassLoader.getPlatformClassLoader()
        || loader == ClassLoader.getSystemClassLoader();
  }

  /** Null: not looked at yet. */
  synchronized @Nullable Verdict verdict(AdapterState state) {
    return verdicts.get(state);
  }

  synchronized void verdict(AdapterState state, Verdict verdict) {
    verdicts.put(state, verdict);
  }

  /** What the adapter wove before into this loader's classes answers null from now on. */
  synchronized void refuse(AdapterState state) {
    verdicts.put(state, Verdict.UNFIT);
    for (Slot slot : slots) {
      if (slot.state == state) {
        slot.silence();
      }
    }
  }

  /** The number of the hook, the same each time the class is woven. */
  synchronized int number(AdapterState state, HookPoint point, String key, HookDispatch dispatch) {
    // The place is part of it: what a hook may answer depends on the method it is woven into.
    String id = state.adapter().name() + ' ' + key + ' ' + id(point);
    Integer known = numbers.get(id);
    if (known == null) {
      Slot slot = new Slot(state, this, point, key);
      known = dispatch.add(slot);
      slots.add(slot);
      numbers.put(id, known);
      state.add(slot);
    }
    return known;
  }

  /** Written out, see {@link Place}. */
  private static String id(HookPoint point) {
    return point.className()
        + ' '
        + point.method()
        + point.descriptor()
        + ' '
        + point.shape().name()
        + ' '
        + point.argument()
        + ' '
        + point.callee();
  }

  synchronized @Nullable Hooks hooks(AdapterState state) {
    WeakReference<Hooks> known = hooks.get(state);
    return known == null ? null : known.get();
  }

  synchronized void hooks(AdapterState state, Hooks hooks) {
    this.hooks.put(state, new WeakReference<>(hooks));
  }

  synchronized @Nullable LibraryClassLoader libraryLoader() {
    return libraryLoader == null ? null : libraryLoader.get();
  }

  synchronized void libraryLoader(LibraryClassLoader made) {
    libraryLoader = new WeakReference<>(made);
  }

  /** Whether an adapter suits what the loader has. */
  enum Verdict {
    FIT,
    UNFIT
  }
}
