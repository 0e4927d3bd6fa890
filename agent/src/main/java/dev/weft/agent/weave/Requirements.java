package dev.weft.agent.weave;

import dev.weft.bootstrap.Adapter.Requirement;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.FieldVisitor;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.jspecify.annotations.Nullable;

/**
 * Looks up what an adapter needs in the class files of a library. No class is loaded, and only the
 * loader of a class that is being woven is asked: some loaders change their wiring when asked for
 * names that they do not have. Each class file is read once, whatever is required of it: this runs
 * in code that nothing has warmed up, on a thread of the application's.
 */
final class Requirements {
  private Requirements() {}

  /** What is missing, in words; null: nothing. */
  static @Nullable String missing(List<Requirement> requirements, @Nullable ClassLoader loader) {
    Map<String, Members> read = new HashMap<>();
    for (Requirement requirement : requirements) {
      String missing = missing(requirement, loader, read);
      if (missing != null) {
        return missing;
      }
    }
    return null;
  }

  private static @Nullable String missing(
      Requirement requirement, @Nullable ClassLoader loader, Map<String, Members> read) {
    String className = requirement.className();
    while (true) {
      Members members = read.get(className);
      if (members == null) {
        try (InputStream in = open(className.replace('.', '/').concat(".class"), loader)) {
          if (in == null) {
            return requirement.always() ? "there is no class " + className : null;
          }
          if (requirement.member().isEmpty()) {
            return null;
          }
          members = Members.of(in.readAllBytes());
        } catch (IOException e) {
          return className + " cannot be read: " + e;
        }
        read.put(className, members);
      }
      String above = members.superName;
      if (requirement.member().isEmpty()
          || members.have(requirement.member(), requirement.descriptor())) {
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

  private static @Nullable InputStream open(String resource, @Nullable ClassLoader loader) {
    return loader == null
        ? ClassLoader.getPlatformClassLoader().getResourceAsStream(resource)
        : loader.getResourceAsStream(resource);
  }

  /** The fields and methods of one class. */
  private static final class Members extends ClassVisitor {
    private final Set<String> found = new HashSet<>();
    private @Nullable String superName;

    private Members() {
      super(Opcodes.ASM9);
    }

    static Members of(byte[] classFile) {
      Members members = new Members();
      new ClassReader(classFile)
          .accept(
              members, ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
      return members;
    }

    /**
     * @param names one, or several with a bar between them: any of these
     * @param descriptors empty: any; likewise
     */
    boolean have(String names, String descriptors) {
      for (String name : names.split("\\|")) {
        if (descriptors.isEmpty() && found.contains(name)) {
          return true;
        }
        for (String descriptor : descriptors.split("\\|")) {
          if (found.contains(name + ' ' + descriptor)) {
            return true;
          }
        }
      }
      return false;
    }

    private void add(String name, String descriptor) {
      found.add(name);
      found.add(name + ' ' + descriptor);
    }

    @Override
    public void visit(
        int version,
        int access,
        String name,
        String signature,
        String superName,
        String[] interfaces) {
      this.superName = superName;
    }

    @Override
    public @Nullable MethodVisitor visitMethod(
        int access, String name, String descriptor, String signature, String[] exceptions) {
      add(name, descriptor);
      return null;
    }

    @Override
    public @Nullable FieldVisitor visitField(
        int access, String name, String descriptor, String signature, Object value) {
      add(name, descriptor);
      return null;
    }
  }
}
