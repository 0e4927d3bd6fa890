package dev.weft.agent.image;

import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;

/** Conversions as {@code LambdaMetafactory} makes them: casts, boxing, widening. */
final class Adapt {
  /** {@code byte} and {@code short} are ints on the stack; from each type to those after it. */
  private static final String WIDTHS = "IJFD";

  private Adapt() {}

  /**
   * Turns the value on the stack into another type.
   *
   * @param given as the verifier knows it
   * @param actual what it is for certain; tells which wrapper it is
   */
  static void adapt(MethodVisitor code, Type given, Type actual, Type wanted) {
    boolean from = isPrimitive(given);
    boolean to = isPrimitive(wanted);
    if (from && to) {
      widen(code, given, wanted);
    } else if (from) {
      box(code, given);
    } else if (to) {
      // A wrapper of another type is widened once it is unboxed.
      Type wrapped = unwrapped(actual);
      Type unboxed = wrapped == null ? wanted : wrapped;
      unbox(code, unboxed);
      widen(code, unboxed, wanted);
    } else if (!given.equals(wanted) && !wanted.getInternalName().equals("java/lang/Object")) {
      code.visitTypeInsn(Opcodes.CHECKCAST, wanted.getInternalName());
    }
  }

  private static boolean isPrimitive(Type type) {
    return type.getSort() < Type.ARRAY;
  }

  private static void widen(MethodVisitor code, Type from, Type to) {
    int a = width(from);
    int b = width(to);
    if (a == b) {
      return;
    }
    int[][] opcodes = {
      {0, Opcodes.I2L, Opcodes.I2F, Opcodes.I2D},
      {0, 0, Opcodes.L2F, Opcodes.L2D},
      {0, 0, 0, Opcodes.F2D}
    };
    if (a > b) {
      throw new IllegalArgumentException(from + " to " + to);
    }
    code.visitInsn(opcodes[a][b]);
  }

  private static int width(Type type) {
    return Math.max(0, WIDTHS.indexOf(type.getDescriptor().charAt(0)));
  }

  private static void box(MethodVisitor code, Type type) {
    String wrapper = wrapper(type);
    code.visitMethodInsn(
        Opcodes.INVOKESTATIC,
        wrapper,
        "valueOf",
        "(" + type.getDescriptor() + ")L" + wrapper + ";",
        false);
  }

  private static void unbox(MethodVisitor code, Type type) {
    String wrapper = wrapper(type);
    code.visitTypeInsn(Opcodes.CHECKCAST, wrapper);
    code.visitMethodInsn(
        Opcodes.INVOKEVIRTUAL,
        wrapper,
        type.getClassName() + "Value",
        "()" + type.getDescriptor(),
        false);
  }

  static String wrapper(Type type) {
    return switch (type.getSort()) {
      case Type.BOOLEAN -> "java/lang/Boolean";
      case Type.CHAR -> "java/lang/Character";
      case Type.BYTE -> "java/lang/Byte";
      case Type.SHORT -> "java/lang/Short";
      case Type.INT -> "java/lang/Integer";
      case Type.LONG -> "java/lang/Long";
      case Type.FLOAT -> "java/lang/Float";
      case Type.DOUBLE -> "java/lang/Double";
      default -> throw new IllegalArgumentException(type.toString());
    };
  }

  /** Null: it is no wrapper. */
  private static Type unwrapped(Type type) {
    Type[] all = {
      Type.BOOLEAN_TYPE,
      Type.CHAR_TYPE,
      Type.BYTE_TYPE,
      Type.SHORT_TYPE,
      Type.INT_TYPE,
      Type.LONG_TYPE,
      Type.FLOAT_TYPE,
      Type.DOUBLE_TYPE
    };
    for (Type primitive : all) {
      if (type.getInternalName().equals(wrapper(primitive))) {
        return primitive;
      }
    }
    return null;
  }
}
