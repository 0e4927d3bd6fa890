package dev.weft.agent.weave;

import java.io.IOException;
import java.io.InputStream;

/**
 * Where an adapter's code lives that names a library's types: it sees the agent's own classes, and
 * for everything else the class loader that has the library. Adapter classes are defined here, once
 * for each such loader. Thread-safe, parallel capable.
 */
final class LibraryClassLoader extends ClassLoader {
  static {
    registerAsParallelCapable();
  }

  private static final String OWN = "dev.weft.";
  private static final String ADAPTERS = "dev.weft.instrumentation.";

  private final ClassLoader agent;
  private final ClassLoader library;

  LibraryClassLoader(ClassLoader agent, ClassLoader library) {
    super("weft-library", null);
    this.agent = agent;
    this.library = library;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith(OWN)) {
      return library.loadClass(name);
    }
    if (!name.startsWith(ADAPTERS)) {
      return agent.loadClass(name);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded == null ? findClass(name) : loaded;
    }
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    try (InputStream in = agent.getResourceAsStream(name.replace('.', '/').concat(".class"))) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      byte[] bytes = in.readAllBytes();
      return defineClass(name, bytes, 0, bytes.length);
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }
}
