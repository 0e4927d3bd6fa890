package dev.weft.agent.weave;

import dev.weft.bootstrap.Adapter.Requirement;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.FieldVisitor;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.jspecify.annotations.Nullable;

/**
 * Looks up what an adapter needs in the class files of a library. No class is loaded, and only the
 * loader of a class that is being woven is asked: some loaders change their wiring when asked for
 * names that they do not have.
 */
final class Requirements {
  private Requirements() {}

  /** What is missing, in words; null: nothing. */
  static @Nullable String missing(List<Requirement> requirements, @Nullable ClassLoader loader) {
    for (Requirement requirement : requirements) {
      String missing = missing(requirement, requirement.className(), loader);
      if (missing != null) {
        return missing;
      }
    }
    return null;
  }

  private static @Nullable String missing(
      Requirement requirement, String className, @Nullable ClassLoader loader) {
    String resource = className.replace('.', '/').concat(".class");
    try (InputStream in =
        loader == null
            ? ClassLoader.getPlatformClassLoader().getResourceAsStream(resource)
            : loader.getResourceAsStream(resource)) {
      if (in == null) {
        return "there is no class " + className;
      }
      if (requirement.member().isEmpty()) {
        return null;
      }
      Lookup lookup = new Lookup(requirement);
      new ClassReader(in)
          .accept(lookup, ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
      if (lookup.found) {
        return null;
      }
      boolean last = lookup.superName == null || lookup.superName.equals(Signature.OBJECT);
      return last
          ? requirement.className() + " has no " + requirement.member() + requirement.descriptor()
          : missing(requirement, lookup.superName.replace('/', '.'), loader);
    } catch (IOException e) {
      return className + " cannot be read: " + e;
    }
  }

  private static final class Lookup extends ClassVisitor {
    private final Requirement requirement;
    private boolean found;
    private @Nullable String superName;

    Lookup(Requirement requirement) {
      super(Opcodes.ASM9);
      this.requirement = requirement;
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
      found |= isIt(name, descriptor);
      return null;
    }

    @Override
    public @Nullable FieldVisitor visitField(
        int access, String name, String descriptor, String signature, Object value) {
      found |= isIt(name, descriptor);
      return null;
    }

    private boolean isIt(String name, String descriptor) {
      return requirement.member().equals(name)
          && (requirement.descriptor().isEmpty() || requirement.descriptor().equals(descriptor));
    }
  }
}
