package dev.weft.agent.weave;

import dev.weft.bootstrap.Bridge;
import dev.weft.bootstrap.Dispatch;
import dev.weft.bootstrap.Hook;
import dev.weft.bootstrap.HookPoint;
import dev.weft.bootstrap.ToApplication;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@link Woven} with places woven, its hooks, and what they were called with. */
final class WovenClass implements Dispatch {
  private final Class<?> type;
  private final Map<String, Hook> hooks = new HashMap<>();
  private final List<String> keys = new ArrayList<>();
  final List<String> calls = new ArrayList<>();
  final List<HookPoint> found;

  WovenClass(HookPoint... points) throws Exception {
    List<Place> places = new ArrayList<>();
    for (HookPoint point : points) {
      places.add(new Place(null, point));
    }
    ClassWeaver.Outcome outcome =
        ClassWeaver.weave(
            bytes(),
            places,
            (state, method, key) -> {
              keys.add(key);
              return keys.size() - 1;
            });
    found = outcome.woven().stream().map(Place::point).toList();
    byte[] bytes = outcome.bytes() == null ? bytes() : outcome.bytes();
    type = new Definer(bytes).loadClass(Woven.class.getName());
    Bridge.install(this);
  }

  WovenClass hook(String key, Hook hook) {
    hooks.put(key, hook);
    return this;
  }

  Object make(String name, int number) throws Exception {
    return type.getConstructor(String.class, int.class).newInstance(name, number);
  }

  @Nullable Object call(String method, @Nullable Object... arguments) throws Throwable {
    return callOn(make("w", 1), method, arguments);
  }

  @Nullable Object callOn(Object self, String name, @Nullable Object... arguments)
      throws Throwable {
    for (Method method : type.getDeclaredMethods()) {
      if (method.getName().equals(name)) {
        try {
          return method.invoke(self, arguments);
        } catch (InvocationTargetException e) {
          throw e.getCause();
        }
      }
    }
    throw new IllegalArgumentException(name);
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
    String key = keys.get(number);
    String who = self == null ? "null" : self.getClass() == type ? "self" : "other";
    calls.add(key + " " + who + " " + Arrays.asList(a, b, c, d));
    Hook hook = hooks.get(key);
    if (hook == null) {
      return null;
    }
    try {
      Object result = hook.on(self, a, b, c, d);
      return result == Hook.NOTHING ? nothing : result;
    } catch (ToApplication e) {
      throw (RuntimeException) e.getCause();
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] bytes() throws IOException {
    try (InputStream in = Woven.class.getResourceAsStream("Woven.class")) {
      return in.readAllBytes();
    }
  }

  private static final class Definer extends ClassLoader {
    private final byte[] bytes;

    Definer(byte[] bytes) {
      super(WovenClass.class.getClassLoader());
      this.bytes = bytes;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      Class<?> loaded = findLoadedClass(name);
      if (loaded != null) {
        return loaded;
      }
      return name.equals(Woven.class.getName())
          ? defineClass(name, bytes, 0, bytes.length)
          : super.loadClass(name, resolve);
    }
  }
}
