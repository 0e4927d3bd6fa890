package dev.weft.agent.weave;

import org.jspecify.annotations.Nullable;

/** Primitives to objects and back. Types are given by their descriptors. */
final class Boxing {
  private Boxing() {}

  /** Makes an object of what is on the stack. */
  static void box(Snippet code, String type) {
    String wrapper = wrapper(type);
    if (wrapper != null) {
      String descriptor = "(".concat(type).concat(")L").concat(wrapper).concat(";");
      code.invoke(Op.INVOKESTATIC, wrapper, "valueOf", descriptor);
    }
  }

  /** Makes a value of {@code type} of the object on the stack. */
  static void unbox(Snippet code, String type) {
    String wrapper = wrapper(type);
    if (wrapper != null) {
      code.type(Op.CHECKCAST, wrapper);
      code.invoke(Op.INVOKEVIRTUAL, wrapper, valueMethod(type), "()".concat(type));
    } else if (!className(type).equals(Signature.OBJECT)) {
      code.type(Op.CHECKCAST, className(type));
    }
  }

  /** As a class constant has it: the internal name, but of an array the descriptor. */
  static String className(String type) {
    return type.charAt(0) == 'L' ? type.substring(1, type.length() - 1) : type;
  }

  /** The wrapper's internal name; null: not a primitive. */
  static @Nullable String wrapper(String type) {
    switch (type.charAt(0)) {
      case 'Z':
        return "java/lang/Boolean";
      case 'C':
        return "java/lang/Character";
      case 'B':
        return "java/lang/Byte";
      case 'S':
        return "java/lang/Short";
      case 'I':
        return "java/lang/Integer";
      case 'J':
        return "java/lang/Long";
      case 'F':
        return "java/lang/Float";
      case 'D':
        return "java/lang/Double";
      default:
        return null;
    }
  }

  private static String valueMethod(String type) {
    switch (type.charAt(0)) {
      case 'Z':
        return "booleanValue";
      case 'C':
        return "charValue";
      case 'B':
        return "byteValue";
      case 'S':
        return "shortValue";
      case 'I':
        return "intValue";
      case 'J':
        return "longValue";
      case 'F':
        return "floatValue";
      default:
        return "doubleValue";
    }
  }

  /**
   * How far the instruction for that type is behind the one for int, of those that load, store and
   * return.
   */
  static int kind(String type) {
    switch (type.charAt(0)) {
      case 'J':
        return 1;
      case 'F':
        return 2;
      case 'D':
        return 3;
      case 'L':
      case '[':
        return 4;
      default:
        return 0;
    }
  }

  /** Variables, or places on the stack. */
  static int slots(String type) {
    char first = type.charAt(0);
    return first == 'V' ? 0 : first == 'J' || first == 'D' ? 2 : 1;
  }

  static int frameType(Pool pool, String type) {
    switch (type.charAt(0)) {
      case 'J':
        return Frame.LONG;
      case 'F':
        return Frame.FLOAT;
      case 'D':
        return Frame.DOUBLE;
      case 'L':
      case '[':
        return Frame.object(pool.type(className(type)));
      default:
        return Frame.INTEGER;
    }
  }
}
