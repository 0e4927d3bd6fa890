package dev.weft.agent.weave;

import dev.weft.bootstrap.Adapter;
import dev.weft.bootstrap.Bridge;
import dev.weft.bootstrap.HookPoint;
import dev.weft.bootstrap.HookSet;
import dev.weft.core.Mesh;
import java.lang.instrument.Instrumentation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import net.bytebuddy.jar.asm.Type;
import org.jspecify.annotations.Nullable;

/** Ties a slot to the adapter's code at its first call. Thread-safe. */
final class Binder {
  /**
   * Binding loads classes, and so may a thread that waits for it; in a circle of the two this ends
   * it, and that call goes unmeshed.
   */
  private static final long PATIENCE_SECONDS = 5;

  private final Instrumentation instrumentation;
  private final MeshGate gate;
  private final ReentrantLock binding = new ReentrantLock();
  private final Anchors anchors = new Anchors();

  Binder(Instrumentation instrumentation, MeshGate gate) {
    this.instrumentation = instrumentation;
    this.gate = gate;
  }

  /** The hook; null: not now. Throws what makes it impossible, a fault each time. */
  @Nullable BoundHook bind(Slot slot) throws Exception {
    // Binding may itself run woven code; that must not bind in turn.
    if (binding.isHeldByCurrentThread()) {
      return null;
    }
    Mesh mesh = gate.await();
    if (mesh == null || !locked()) {
      return null;
    }
    try {
      if (slot.hook() == null) {
        slot.bind(bound(slot, mesh));
      }
      return slot.hook();
    } finally {
      binding.unlock();
    }
  }

  private boolean locked() {
    try {
      return binding.tryLock() || binding.tryLock(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the application's; it will see it in its own call
      return false;
    }
  }

  private BoundHook bound(Slot slot, Mesh mesh) throws Exception {
    LoaderState loader = slot.loader;
    ClassLoader library = loader.loader();
    Class<?> woven = Class.forName(slot.point.className(), false, library);
    Hooks hooks = loader.hooks(slot.state);
    if (hooks == null) {
      hooks = new Hooks(hookSet(slot.state.adapter(), loader, mesh));
      loader.hooks(slot.state, hooks);
    }
    Class<?> answer = answerType(slot.point, library);
    BoundHook bound = new BoundHook(hooks.hook(slot.key), slot.point.shape(), answer);
    anchors.hold(woven, hooks);
    anchors.hold(woven, bound);
    return loader.permanent() ? bound : BoundHook.unchecked(new BoundHook.Weak(bound));
  }

  private HookSet hookSet(Adapter adapter, LoaderState loader, Mesh mesh) throws Exception {
    ClassLoader agent = Binder.class.getClassLoader();
    ClassLoader home = agent;
    if (!loader.isJdk()) {
      LibraryClassLoader made = loader.libraryLoader();
      if (made == null) {
        made = new LibraryClassLoader(agent, loader.loader());
        loader.libraryLoader(made);
      }
      home = made;
    }
    for (String open : adapter.opens()) {
      int slash = open.indexOf('/');
      Module module = ModuleLayer.boot().findModule(open.substring(0, slash)).orElse(null);
      if (module != null && module.getPackages().contains(open.substring(slash + 1))) {
        Bridge.open(instrumentation, module, open.substring(slash + 1), home.getUnnamedModule());
      }
    }
    return (HookSet)
        Class.forName(adapter.implementation(), true, home)
            .getConstructor(Mesh.class)
            .newInstance(mesh.seenBy(adapter.name()));
  }

  /** The type that a hook's answer must have; null: it is not looked at. */
  private static @Nullable Class<?> answerType(HookPoint point, @Nullable ClassLoader library)
      throws ClassNotFoundException {
    Type type;
    switch (point.shape()) {
      case REPLACE:
      case RESULT:
        type = Type.getReturnType(point.descriptor());
        break;
      case ARGUMENT:
        type = Type.getArgumentTypes(point.descriptor())[point.argument()];
        break;
      default:
        return null;
    }
    if (type.getSort() == Type.VOID) {
      return null;
    }
    String wrapper = Boxing.wrapper(type);
    String name = wrapper == null ? type.getInternalName() : wrapper;
    return Class.forName(name.replace('/', '.'), false, library);
  }

  /** Keeps the code of an adapter for as long as the woven class, and not longer. */
  private static final class Anchors extends ClassValue<List<Object>> {
    @Override
    protected List<Object> computeValue(Class<?> type) {
      return new ArrayList<>();
    }

    void hold(Class<?> woven, Object held) {
      List<Object> all = get(woven);
      synchronized (all) {
        all.add(held);
      }
    }
  }
}
