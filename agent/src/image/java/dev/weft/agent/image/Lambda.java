package dev.weft.agent.image;

import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.Handle;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;

/**
 * The class that the JVM would spin for a lambda or method reference ({@code
 * LambdaMetafactory.metafactory}): fields for what it captures, and the one method of its
 * interface, which calls the body.
 */
final class Lambda {
  /** Makes one of what is captured. */
  static final String OF = "of";

  /** The only one, where nothing is captured. */
  static final String INSTANCE = "INSTANCE";

  private static final int FINAL = Opcodes.ACC_FINAL | Opcodes.ACC_SYNTHETIC;

  private final String name;
  private final int version;
  private final String method;
  private final Type[] captured;
  private final Type made;
  private final Handle body;
  private final Types types;

  /**
   * @param version of its class file
   * @param method of the interface
   * @param descriptor from what is captured to the interface
   */
  Lambda(String name, int version, String method, String descriptor, Handle body, Types types) {
    this.name = name;
    this.version = version;
    this.method = method;
    this.captured = Type.getArgumentTypes(descriptor);
    this.made = Type.getReturnType(descriptor);
    this.body = body;
    this.types = types;
  }

  /**
   * The static arguments of the bootstrap method.
   *
   * @param erased of the interface's method
   * @param actual the same with what its type variables stand for here
   */
  record Types(Type erased, Type actual) {
    Types(Object... arguments) {
      this((Type) arguments[0], (Type) arguments[2]);
    }
  }

  /**
   * @param nestHost null: none
   */
  byte[] write(String nestHost) {
    ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
    writer.visit(
        version,
        FINAL | Opcodes.ACC_SUPER,
        name,
        null,
        "java/lang/Object",
        new String[] {made.getInternalName()});
    if (nestHost != null) {
      writer.visitNestHost(nestHost);
    }
    constructor(writer);
    if (captured.length == 0) {
      instance(writer);
    } else {
      factory(writer);
    }
    call(writer);
    writer.visitEnd();
    return writer.toByteArray();
  }

  private void constructor(ClassWriter writer) {
    for (int i = 0; i < captured.length; i++) {
      writer.visitField(
          Opcodes.ACC_PRIVATE | FINAL, "c" + i, captured[i].getDescriptor(), null, null);
    }
    MethodVisitor code =
        writer.visitMethod(
            Opcodes.ACC_PRIVATE,
            "<init>",
            Type.getMethodDescriptor(Type.VOID_TYPE, captured),
            null,
            null);
    code.visitCode();
    code.visitVarInsn(Opcodes.ALOAD, 0);
    code.visitMethodInsn(Opcodes.INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
    int slot = 1;
    for (int i = 0; i < captured.length; i++) {
      code.visitVarInsn(Opcodes.ALOAD, 0);
      code.visitVarInsn(captured[i].getOpcode(Opcodes.ILOAD), slot);
      code.visitFieldInsn(Opcodes.PUTFIELD, name, "c" + i, captured[i].getDescriptor());
      slot += captured[i].getSize();
    }
    code.visitInsn(Opcodes.RETURN);
    end(code);
  }

  private void instance(ClassWriter writer) {
    writer.visitField(Opcodes.ACC_STATIC | FINAL, INSTANCE, made.getDescriptor(), null, null);
    MethodVisitor code = writer.visitMethod(Opcodes.ACC_STATIC, "<clinit>", "()V", null, null);
    code.visitCode();
    create(code);
    code.visitFieldInsn(Opcodes.PUTSTATIC, name, INSTANCE, made.getDescriptor());
    code.visitInsn(Opcodes.RETURN);
    end(code);
  }

  private void factory(ClassWriter writer) {
    MethodVisitor code =
        writer.visitMethod(
            Opcodes.ACC_STATIC, OF, Type.getMethodDescriptor(made, captured), null, null);
    code.visitCode();
    create(code);
    code.visitInsn(Opcodes.ARETURN);
    end(code);
  }

  private void create(MethodVisitor code) {
    code.visitTypeInsn(Opcodes.NEW, name);
    code.visitInsn(Opcodes.DUP);
    int slot = 0;
    for (Type type : captured) {
      code.visitVarInsn(type.getOpcode(Opcodes.ILOAD), slot);
      slot += type.getSize();
    }
    code.visitMethodInsn(
        Opcodes.INVOKESPECIAL,
        name,
        "<init>",
        Type.getMethodDescriptor(Type.VOID_TYPE, captured),
        false);
  }

  private void call(ClassWriter writer) {
    MethodVisitor code =
        writer.visitMethod(
            Opcodes.ACC_PUBLIC | Opcodes.ACC_FINAL,
            method,
            types.erased().getDescriptor(),
            null,
            null);
    code.visitCode();
    boolean creates = body.getTag() == Opcodes.H_NEWINVOKESPECIAL;
    if (creates) {
      code.visitTypeInsn(Opcodes.NEW, body.getOwner());
      code.visitInsn(Opcodes.DUP);
    }
    Type[] wanted = wanted();
    for (int i = 0; i < captured.length; i++) {
      code.visitVarInsn(Opcodes.ALOAD, 0);
      code.visitFieldInsn(Opcodes.GETFIELD, name, "c" + i, captured[i].getDescriptor());
      Adapt.adapt(code, captured[i], captured[i], wanted[i]);
    }
    Type[] given = types.erased().getArgumentTypes();
    Type[] actual = types.actual().getArgumentTypes();
    int slot = 1;
    for (int i = 0; i < given.length; i++) {
      code.visitVarInsn(given[i].getOpcode(Opcodes.ILOAD), slot);
      Adapt.adapt(code, given[i], actual[i], wanted[captured.length + i]);
      slot += given[i].getSize();
    }
    code.visitMethodInsn(
        opcode(), body.getOwner(), body.getName(), body.getDesc(), body.isInterface());
    Type result =
        creates ? Type.getObjectType(body.getOwner()) : Type.getReturnType(body.getDesc());
    answer(code, result);
    end(code);
  }

  /** What the body takes, its receiver first. */
  private Type[] wanted() {
    Type[] parameters = Type.getArgumentTypes(body.getDesc());
    if (body.getTag() == Opcodes.H_INVOKESTATIC || body.getTag() == Opcodes.H_NEWINVOKESPECIAL) {
      return parameters;
    }
    Type[] all = new Type[parameters.length + 1];
    all[0] = Type.getObjectType(body.getOwner());
    System.arraycopy(parameters, 0, all, 1, parameters.length);
    return all;
  }

  private int opcode() {
    return switch (body.getTag()) {
      case Opcodes.H_INVOKESTATIC -> Opcodes.INVOKESTATIC;
      case Opcodes.H_NEWINVOKESPECIAL -> Opcodes.INVOKESPECIAL;
      case Opcodes.H_INVOKEINTERFACE -> Opcodes.INVOKEINTERFACE;
      // A private method too: it is called from its nest.
      case Opcodes.H_INVOKEVIRTUAL, Opcodes.H_INVOKESPECIAL ->
          body.isInterface() ? Opcodes.INVOKEINTERFACE : Opcodes.INVOKEVIRTUAL;
      default -> throw new IllegalArgumentException(body.toString());
    };
  }

  private void answer(MethodVisitor code, Type result) {
    Type erased = types.erased().getReturnType();
    if (erased.getSort() == Type.VOID) {
      if (result.getSort() != Type.VOID) {
        code.visitInsn(result.getSize() == 2 ? Opcodes.POP2 : Opcodes.POP);
      }
      code.visitInsn(Opcodes.RETURN);
      return;
    }
    Adapt.adapt(code, result, result, erased);
    code.visitInsn(erased.getOpcode(Opcodes.IRETURN));
  }

  private static void end(MethodVisitor code) {
    code.visitMaxs(0, 0);
    code.visitEnd();
  }
}
