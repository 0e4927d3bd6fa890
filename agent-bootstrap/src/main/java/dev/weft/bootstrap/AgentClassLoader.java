package dev.weft.bootstrap;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;

/**
 * Loads everything of the agent out of the packs in its one jar, which no other loader takes for
 * classes. Own classes come first, so the agent's libraries never meet the application's; of the
 * JDK all is seen, of the application nothing. Thread-safe, parallel capable; the jar stays open,
 * so it may be replaced on disk.
 *
 * <p>What it loads does not see this class, so it is a {@link Runnable} to the agent.
 */
public final class AgentClassLoader extends ClassLoader implements Runnable {
  static {
    registerAsParallelCapable();
  }

  private final AgentPacks packs;
  private final ClassLoader platform = getPlatformClassLoader();
  private final AgentResource.Handler handler = new AgentResource.Handler(this);

  public AgentClassLoader(File jar) throws IOException {
    super("weft", null);
    packs = new AgentPacks(jar);
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (name.startsWith("java.")) {
      return platform.loadClass(name);
    }
    if (isForeignAgent(name)) {
      throw new ClassNotFoundException(name);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      if (loaded == null && isJdk(name)) {
        loaded = ofJdk(name);
      }
      return loaded == null ? findClass(name) : loaded;
    }
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    AgentPacks.Found found = packs.find(name.replace('.', '/') + ".class");
    if (found == null) {
      throw new ClassNotFoundException(name);
    }
    return defineClass(name, found.pack, found.offset, found.length);
  }

  /**
   * The bytes of a class or resource of the agent, or null.
   *
   * @param name as written in code: {@code dev/weft/A.class}
   */
  public byte[] bytes(String name) {
    AgentPacks.Found found = packs.find(name);
    return found == null
        ? null
        : Arrays.copyOfRange(found.pack, found.offset, found.offset + found.length);
  }

  /** To be called about once a second, so that what is unpacked does not stay in memory. */
  @Override
  public void run() {
    packs.rest();
  }

  @Override
  public URL getResource(String name) {
    URL own = findResource(name);
    return own == null ? platform.getResource(name) : own;
  }

  @Override
  public Enumeration<URL> getResources(String name) throws IOException {
    URL own = findResource(name);
    return own == null
        ? platform.getResources(name)
        : Collections.enumeration(Collections.singleton(own));
  }

  @Override
  public InputStream getResourceAsStream(String name) {
    AgentPacks.Found own = packs.find(name);
    return own == null
        ? platform.getResourceAsStream(name)
        : new ByteArrayInputStream(own.pack, own.offset, own.length);
  }

  @Override
  @SuppressWarnings("deprecation") // the replacement came with Java 20
  protected URL findResource(String name) {
    if (packs.find(name) == null) {
      return null;
    }
    try {
      return new URL("weft", null, -1, "/" + name, handler);
    } catch (MalformedURLException e) {
      throw new IllegalStateException(name, e);
    }
  }

  private Class<?> ofJdk(String name) {
    try {
      return platform.loadClass(name);
    } catch (ClassNotFoundException e) {
      return null; // a library of ours in such a package; looked for next
    }
  }

  /**
   * What only the JDK has by rights. Other names never reach the platform loader: it answers for
   * the application's modules too.
   */
  private static boolean isJdk(String name) {
    return name.startsWith("javax.")
        || name.startsWith("jdk.")
        || name.startsWith("com.sun.")
        || name.startsWith("sun.")
        || name.startsWith("org.w3c.")
        || name.startsWith("org.xml.");
  }

  /** Other agents probe a loader by such names; one that lacks them is left alone by them. */
  private static boolean isForeignAgent(String name) {
    return name.startsWith("io.opentelemetry.javaagent.")
        || name.startsWith("datadog.")
        || name.startsWith("com.newrelic.");
  }
}
