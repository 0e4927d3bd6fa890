package dev.weft.agent.weave;

import dev.weft.bootstrap.Adapter.Requirement;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Looks up what an adapter needs in the class files of a library. No class is loaded, and only the
 * loader of a class that is being woven is asked: some loaders change their wiring when asked for
 * names that they do not have. Each class file is read once, whatever is required of it: this runs
 * in code that nothing has warmed up, on a thread of the application's.
 */
final class Requirements {
  private Requirements() {}

  /**
   * What is missing, in words; null: nothing.
   *
   * @param module of the class that is being woven
   * @param loader its loader
   */
  static @Nullable String missing(
      List<Requirement> requirements, Module module, @Nullable ClassLoader loader) {
    Map<String, ClassFile> read = new HashMap<>();
    for (Requirement requirement : requirements) {
      String missing = missing(requirement, module, loader, read);
      if (missing != null) {
        return missing;
      }
    }
    return null;
  }

  private static @Nullable String missing(
      Requirement requirement,
      Module module,
      @Nullable ClassLoader loader,
      Map<String, ClassFile> read) {
    String className = requirement.className();
    while (true) {
      ClassFile file = read.get(className);
      if (file == null) {
        try (InputStream in = open(className.replace('.', '/').concat(".class"), module, loader)) {
          if (in == null) {
            return requirement.always() ? "there is no class " + className : null;
          }
          if (requirement.member().isEmpty()) {
            return null;
          }
          file = new ClassFile(in.readAllBytes());
        } catch (IOException e) {
          return className + " cannot be read: " + e;
        }
        read.put(className, file);
      }
      String above = file.superName();
      if (requirement.member().isEmpty()
          || has(file, requirement.member(), requirement.descriptor())) {
        return null;
      }
      if (above == null || above.equals(Signature.OBJECT)) {
        return requirement.className()
            + " has no "
            + requirement.member()
            + requirement.descriptor();
      }
      className = above.replace('/', '.');
    }
  }

  private static @Nullable InputStream open(
      String resource, Module module, @Nullable ClassLoader loader) throws IOException {
    if (loader != null) {
      return loader.getResourceAsStream(resource);
    }
    // By way of a URL a JVM that has not used one loads a dozen classes more.
    InputStream own = module.getResourceAsStream(resource);
    return own == null ? ClassLoader.getPlatformClassLoader().getResourceAsStream(resource) : own;
  }

  /**
   * @param names one, or several with a bar between them: any of these
   * @param descriptors empty: any; likewise
   */
  private static boolean has(ClassFile file, String names, String descriptors) {
    for (int from = 0; from <= names.length(); from = end(names, from) + 1) {
      String name = names.substring(from, end(names, from));
      for (int at = 0; at <= descriptors.length(); at = end(descriptors, at) + 1) {
        if (file.has(name, descriptors.substring(at, end(descriptors, at)))) {
          return true;
        }
      }
    }
    return false;
  }

  /** Where the spelling that begins at {@code from} ends. */
  private static int end(String spellings, int from) {
    int bar = spellings.indexOf('|', from);
    return bar < 0 ? spellings.length() : bar;
  }
}
