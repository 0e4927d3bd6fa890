package dev.weft.bootstrap;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Loads everything of the agent out of {@code weft/} in its one jar, where classes are called
 * {@code .classdata} so that no other loader takes them for classes. Own classes come first, so the
 * agent's libraries never meet the application's; of the JDK all is seen, of the application
 * nothing. Thread-safe, parallel capable; the jar stays open, so it may be replaced on disk.
 */
public final class AgentClassLoader extends ClassLoader {
  static {
    registerAsParallelCapable();
  }

  private static final String ROOT = "weft/";

  private final JarFile jar;
  private final ClassLoader platform = getPlatformClassLoader();
  private final AgentResource.Handler handler = new AgentResource.Handler(this);

  /** Opens the jar without verifying signatures, which is slow before the JIT has started. */
  public AgentClassLoader(File jar) throws IOException {
    super("weft", null);
    // With the runtime's version, so that the JDK's own lookup serves multi-release entries.
    this.jar = new JarFile(jar, false, ZipFile.OPEN_READ, JarFile.runtimeVersion());
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
    byte[] bytes = bytes(name.replace('.', '/') + ".class");
    if (bytes == null) {
      throw new ClassNotFoundException(name);
    }
    return defineClass(name, bytes, 0, bytes.length);
  }

  /**
   * The bytes of a resource under {@code weft/}, or null.
   *
   * @param name as written in code: {@code dev/weft/A.class} is looked for as {@code .classdata}
   */
  public byte[] bytes(String name) {
    ZipEntry entry = entry(name);
    if (entry == null) {
      return null;
    }
    try (InputStream in = jar.getInputStream(entry)) {
      // Not readAllBytes(), whose buffers are most of what a JVM allocates that loads our classes.
      byte[] bytes = new byte[(int) entry.getSize()];
      int length = in.readNBytes(bytes, 0, bytes.length);
      if (length < bytes.length) {
        throw new IOException("ends after " + length + " of " + bytes.length + " bytes");
      }
      return bytes;
    } catch (IOException e) {
      throw new IllegalStateException(jar.getName() + ": " + name, e);
    }
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
    byte[] own = bytes(name);
    return own == null ? platform.getResourceAsStream(name) : new ByteArrayInputStream(own);
  }

  @Override
  @SuppressWarnings("deprecation") // the replacement came with Java 20
  protected URL findResource(String name) {
    if (entry(name) == null) {
      return null;
    }
    try {
      return new URL("weft", null, -1, "/" + name, handler);
    } catch (MalformedURLException e) {
      throw new IllegalStateException(name, e);
    }
  }

  private ZipEntry entry(String name) {
    return jar.getJarEntry(ROOT + (name.endsWith(".class") ? name + "data" : name));
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
