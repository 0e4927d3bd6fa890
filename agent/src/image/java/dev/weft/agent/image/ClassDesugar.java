package dev.weft.agent.image;

import java.util.Map;
import java.util.TreeMap;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.Handle;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;

/** One class without its lambdas, concatenations and record methods by {@code invokedynamic}. */
final class ClassDesugar extends ClassVisitor {
  private static final String LAMBDA = "java/lang/invoke/LambdaMetafactory";
  private static final String CONCAT = "java/lang/invoke/StringConcatFactory";
  private static final String RECORD = "java/lang/runtime/ObjectMethods";

  private final Map<String, byte[]> made = new TreeMap<>();
  private byte[] bytes = {};
  private String owner = "";
  private String nestHost = "";
  private int version;
  private boolean isInterface;
  private boolean changed;
  private int methods;

  private ClassDesugar(ClassWriter writer) {
    super(Opcodes.ASM9, writer);
  }

  /** Null: there is nothing to change. */
  static ClassDesugar of(byte[] original) {
    ClassReader reader = new ClassReader(original);
    // Without the reader's constant pool, so that bootstrap methods no longer used are gone.
    ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
    ClassDesugar desugar = new ClassDesugar(writer);
    reader.accept(desugar, 0);
    if (!desugar.changed) {
      return null;
    }
    desugar.bytes = writer.toByteArray();
    return desugar;
  }

  byte[] bytes() {
    return bytes;
  }

  /** The classes made for its lambdas, by internal name. */
  Map<String, byte[]> made() {
    return made;
  }

  /** Of the classes made; null: they are of no nest, being older than Java 11. */
  String nestHost() {
    return made.isEmpty() || !hasNests() ? null : nestHost;
  }

  private boolean hasNests() {
    return (version & 0xffff) >= Opcodes.V11;
  }

  @Override
  public void visit(
      int version,
      int access,
      String name,
      String signature,
      String superName,
      String[] interfaces) {
    this.version = version;
    this.owner = name;
    this.nestHost = name;
    this.isInterface = (access & Opcodes.ACC_INTERFACE) != 0;
    super.visit(version, access, name, signature, superName, interfaces);
  }

  @Override
  public void visitNestHost(String host) {
    nestHost = host;
    super.visitNestHost(host);
  }

  @Override
  public MethodVisitor visitMethod(
      int access, String name, String descriptor, String signature, String[] exceptions) {
    // Before there were nests, a private body is reached by opening it to its package.
    boolean body = !hasNests() && isBody(name) && !isInterface;
    MethodVisitor next =
        super.visitMethod(
            body ? opened(access) : access,
            body ? bodyName(name) : name,
            descriptor,
            signature,
            exceptions);
    return new Calls(next);
  }

  private static boolean isBody(String method) {
    return method.startsWith("lambda$");
  }

  private static int opened(int access) {
    return access & ~Opcodes.ACC_PRIVATE;
  }

  /** Not to be overridden by the body of a subclass's lambda. */
  private String bodyName(String name) {
    return name + '$' + owner.substring(owner.lastIndexOf('/') + 1);
  }

  private final class Calls extends MethodVisitor {
    Calls(MethodVisitor next) {
      super(Opcodes.ASM9, next);
    }

    @Override
    public void visitInvokeDynamicInsn(
        String name, String descriptor, Handle bootstrap, Object... arguments) {
      if (bootstrap.getOwner().equals(LAMBDA)
          && bootstrap.getName().equals("metafactory")
          && lambda(name, descriptor, (Handle) arguments[1], new Lambda.Types(arguments))) {
        return;
      }
      String method = "weft$" + methods;
      MethodVisitor code = null;
      if (bootstrap.getOwner().equals(CONCAT)) {
        code = method(method, descriptor);
        Concat.write(code, bootstrap, descriptor, arguments);
      } else if (bootstrap.getOwner().equals(RECORD)) {
        code = method(method, descriptor);
        RecordMethod.write(code, name, owner, arguments);
      }
      if (code == null) {
        super.visitInvokeDynamicInsn(name, descriptor, bootstrap, arguments);
        return;
      }
      code.visitMaxs(0, 0);
      code.visitEnd();
      methods++;
      changed = true;
      super.visitMethodInsn(Opcodes.INVOKESTATIC, owner, method, descriptor, isInterface);
    }

    private MethodVisitor method(String name, String descriptor) {
      MethodVisitor code =
          cv.visitMethod(
              Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC | Opcodes.ACC_SYNTHETIC,
              name,
              descriptor,
              null,
              null);
      code.visitCode();
      return code;
    }

    private boolean lambda(String name, String descriptor, Handle body, Lambda.Types types) {
      Handle target = body;
      if (!hasNests() && body.getOwner().equals(owner)) {
        boolean isBody = isBody(body.getName());
        if (isBody && isInterface || !isBody && body.getTag() == Opcodes.H_INVOKESPECIAL) {
          return false; // a private method that nobody else may call
        }
        if (isBody) {
          target = opened(body);
        }
      }
      String type = owner + "$$L" + made.size();
      made.put(
          type,
          new Lambda(type, version, name, descriptor, target, types)
              .write(hasNests() ? nestHost : null));
      changed = true;
      if (descriptor.startsWith("()")) {
        super.visitFieldInsn(Opcodes.GETSTATIC, type, Lambda.INSTANCE, descriptor.substring(2));
      } else {
        super.visitMethodInsn(Opcodes.INVOKESTATIC, type, Lambda.OF, descriptor, false);
      }
      return true;
    }

    private Handle opened(Handle body) {
      int tag = body.getTag() == Opcodes.H_INVOKESPECIAL ? Opcodes.H_INVOKEVIRTUAL : body.getTag();
      return new Handle(tag, owner, bodyName(body.getName()), body.getDesc(), isInterface);
    }
  }

  @Override
  public String toString() {
    return owner;
  }
}
