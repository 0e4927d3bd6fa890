package dev.weft.agent.jvm;

import com.example.library.Library;
import dev.weft.agent.weave.Weaver;
import dev.weft.bootstrap.Adapter;
import dev.weft.bootstrap.Adapter.Requirement;
import dev.weft.bootstrap.HookPoint;
import dev.weft.core.Mesh;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

/** Weaves {@link Library} in class loaders of its own; prints what its methods return. */
final class LibraryProbe {
  private static final String LIBRARY = Library.class.getName();

  private LibraryProbe() {}

  public static void main(String[] args) throws Exception {
    weave(adapter("probe", "greet", List.of(new Requirement(LIBRARY, "decorated", ""))));
    weave(adapter("unfit", "greet", List.of(new Requirement(LIBRARY, "absent", "()V"))));
    weave(adapter("gone", "absent", List.of()));
    weave(adapter("failing", "fail", List.of()));
    weave(adapter("mistyping", "mistyped", List.of()));
    weave(adapter("refusing", "refuse", List.of()));

    Object before = new ChildFirst().library();
    HarnessAgent.GATE.open(mesh());
    System.out.println("child-first " + call(before, "greet", "a"));
    System.out.println("another-loader " + call(new ChildFirst().library(), "greet", "b"));
    System.out.println("collected " + isCollected());

    System.out.println("mistyped " + call(before, "mistyped"));
    try {
      System.out.println("refuse " + call(before, "refuse"));
    } catch (InvocationTargetException e) {
      System.out.println("refuse " + e.getCause());
    }
    String failed = "";
    for (int i = 0; i < 150; i++) {
      failed = call(before, "fail");
    }
    System.out.println("failing " + failed);
    HarnessAgent.weaver().reports().forEach(System.out::println);
  }

  private static Adapter adapter(String name, String method, List<Requirement> requirements) {
    return new Adapter(
        name,
        List.of(),
        List.of(HookPoint.replace(LIBRARY, method, "", method)),
        requirements,
        List.of(),
        "dev.weft.instrumentation.probe.ProbeHooks");
  }

  private static void weave(Adapter adapter) {
    HarnessAgent.weaver().weave(List.of(new Weaver.Choice(adapter, true, null)));
  }

  /** Never asked for anything here. */
  private static Mesh mesh() {
    return (Mesh)
        Proxy.newProxyInstance(
            Mesh.class.getClassLoader(),
            new Class<?>[] {Mesh.class},
            (proxy, method, args) -> null);
  }

  private static String call(Object library, String method, Object... arguments)
      throws ReflectiveOperationException {
    Class<?>[] types = arguments.length == 0 ? new Class<?>[0] : new Class<?>[] {String.class};
    return (String) library.getClass().getMethod(method, types).invoke(library, arguments);
  }

  /** Whether a loader goes after its library was woven and its hooks were bound. */
  private static boolean isCollected() throws Exception {
    WeakReference<ClassLoader> loader = boundAndForgotten();
    List<byte[]> pressure = new ArrayList<>();
    for (int i = 0; i < 50 && loader.get() != null; i++) {
      System.gc();
      pressure.add(new byte[1 << 16]);
    }
    return loader.get() == null;
  }

  private static WeakReference<ClassLoader> boundAndForgotten() throws Exception {
    ChildFirst loader = new ChildFirst();
    call(loader.library(), "greet", "d");
    return new WeakReference<>(loader);
  }

  /** As a web application's: its own classes come before its parent's. */
  private static final class ChildFirst extends ClassLoader {
    ChildFirst() {
      super(LibraryProbe.class.getClassLoader());
    }

    Object library() throws ReflectiveOperationException {
      return loadClass(LIBRARY).getConstructor().newInstance();
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      Class<?> loaded = findLoadedClass(name);
      if (loaded != null || !name.equals(LIBRARY)) {
        return loaded == null ? super.loadClass(name, resolve) : loaded;
      }
      try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
        byte[] bytes = in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }
}
