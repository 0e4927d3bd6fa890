package dev.weft.agent.weave;

import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;

/** A method being woven: where its parameters lie, and the code that all shapes need. */
final class Signature {
  static final String OBJECT = "java/lang/Object";
  private static final String BRIDGE = "java/lang/WeftBridge";
  private static final String FIVE =
      "Ljava/lang/Object;Ljava/lang/Object;Ljava/lang/Object;Ljava/lang/Object;Ljava/lang/Object;)"
          + "Ljava/lang/Object;";

  final String owner;
  final String name;
  final String descriptor;
  final boolean isStatic;
  final boolean isConstructor;
  final Type[] parameters;
  final Type result;

  /** Local variables taken by self and the parameters. */
  final int parameterSlots;

  /** Class files before Java 6 have no frames. */
  final boolean hasFrames;

  Signature(int majorVersion, String owner, int access, String name, String descriptor) {
    this.owner = owner;
    this.name = name;
    this.descriptor = descriptor;
    this.isStatic = (access & Opcodes.ACC_STATIC) != 0;
    this.isConstructor = name.equals("<init>");
    this.parameters = Type.getArgumentTypes(descriptor);
    this.result = Type.getReturnType(descriptor);
    this.parameterSlots = slotOf(parameters.length);
    this.hasFrames = majorVersion >= Opcodes.V1_6;
  }

  int slotOf(int parameter) {
    int slot = isStatic ? 0 : 1;
    for (int i = 0; i < parameter; i++) {
      slot += parameters[i].getSize();
    }
    return slot;
  }

  /** Pushes self, or null where there is none (yet). */
  void self(MethodVisitor code) {
    if (isStatic || isConstructor) {
      code.visitInsn(Opcodes.ACONST_NULL);
    } else {
      code.visitVarInsn(Opcodes.ALOAD, 0);
    }
  }

  /** Pushes a parameter, boxed; null where there are not so many. */
  void parameter(MethodVisitor code, int parameter) {
    if (parameter >= parameters.length) {
      code.visitInsn(Opcodes.ACONST_NULL);
      return;
    }
    Type type = parameters[parameter];
    code.visitVarInsn(type.getOpcode(Opcodes.ILOAD), slotOf(parameter));
    Boxing.box(code, type);
  }

  /** {@code WeftBridge.call}: the number and five objects are on the stack. */
  static void call(MethodVisitor code) {
    code.visitMethodInsn(Opcodes.INVOKESTATIC, BRIDGE, "call", "(I" + FIVE, false);
  }

  /** {@code WeftBridge.replace}: the original, the number and five objects are on the stack. */
  static void replace(MethodVisitor code) {
    code.visitMethodInsn(
        Opcodes.INVOKESTATIC, BRIDGE, "replace", "(Ljava/lang/Object;I" + FIVE, false);
  }

  /** Whether the object on the stack stands for "nothing": then it is of the bridge's type. */
  static void isNothing(MethodVisitor code) {
    code.visitTypeInsn(Opcodes.INSTANCEOF, BRIDGE);
  }

  static void nulls(MethodVisitor code, int count) {
    for (int i = 0; i < count; i++) {
      code.visitInsn(Opcodes.ACONST_NULL);
    }
  }

  static void number(MethodVisitor code, int value) {
    if (value >= -1 && value <= 5) {
      code.visitInsn(Opcodes.ICONST_0 + value);
    } else if (value <= Byte.MAX_VALUE) {
      code.visitIntInsn(Opcodes.BIPUSH, value);
    } else if (value <= Short.MAX_VALUE) {
      code.visitIntInsn(Opcodes.SIPUSH, value);
    } else {
      code.visitLdcInsn(value);
    }
  }

  /** The frame at the method's entry, with an object on the stack or nothing. */
  void entryFrame(MethodVisitor code, boolean objectOnStack) {
    if (!hasFrames) {
      return;
    }
    Object[] locals = new Object[(isStatic ? 0 : 1) + parameters.length];
    int next = 0;
    if (!isStatic) {
      locals[next++] = isConstructor ? Opcodes.UNINITIALIZED_THIS : owner;
    }
    for (Type type : parameters) {
      locals[next++] = Boxing.frameType(type);
    }
    Object[] stack = objectOnStack ? new Object[] {OBJECT} : new Object[0];
    code.visitFrame(Opcodes.F_NEW, locals.length, locals, stack.length, stack);
  }
}
