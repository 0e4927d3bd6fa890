package dev.weft.agent.image;

import net.bytebuddy.jar.asm.Handle;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;

/** A concatenation as javac wrote them before Java 9. */
final class Concat {
  private static final String BUILDER = "java/lang/StringBuilder";

  /** In the recipe: an argument, and a constant that is given apart. */
  private static final char ARGUMENT = '\1';

  private static final char CONSTANT = '\2';

  private Concat() {}

  static void write(
      MethodVisitor code, Handle bootstrap, String descriptor, Object... bootstrapArguments) {
    Type[] types = Type.getArgumentTypes(descriptor);
    String recipe =
        bootstrap.getName().equals("makeConcat")
            ? String.valueOf(ARGUMENT).repeat(types.length)
            : (String) bootstrapArguments[0];
    code.visitTypeInsn(Opcodes.NEW, BUILDER);
    code.visitInsn(Opcodes.DUP);
    code.visitMethodInsn(Opcodes.INVOKESPECIAL, BUILDER, "<init>", "()V", false);
    StringBuilder text = new StringBuilder();
    int argument = 0;
    int constant = 1;
    int slot = 0;
    for (char c : recipe.toCharArray()) {
      if (c == ARGUMENT) {
        text(code, text);
        Type type = types[argument++];
        code.visitVarInsn(type.getOpcode(Opcodes.ILOAD), slot);
        slot += type.getSize();
        append(code, appended(type));
      } else if (c == CONSTANT) {
        Object value = bootstrapArguments[constant++];
        if (!(value instanceof String)) {
          throw new IllegalArgumentException("no text: " + value);
        }
        text.append(value);
      } else {
        text.append(c);
      }
    }
    text(code, text);
    code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, BUILDER, "toString", "()Ljava/lang/String;", false);
    code.visitInsn(Opcodes.ARETURN);
  }

  private static void text(MethodVisitor code, StringBuilder text) {
    if (!text.isEmpty()) {
      code.visitLdcInsn(text.toString());
      append(code, "Ljava/lang/String;");
      text.setLength(0);
    }
  }

  private static void append(MethodVisitor code, String type) {
    code.visitMethodInsn(
        Opcodes.INVOKEVIRTUAL, BUILDER, "append", "(" + type + ")L" + BUILDER + ";", false);
  }

  private static String appended(Type type) {
    return switch (type.getSort()) {
      case Type.BYTE, Type.SHORT -> "I";
      case Type.ARRAY -> "Ljava/lang/Object;";
      case Type.OBJECT ->
          type.getInternalName().equals("java/lang/String")
              ? type.getDescriptor()
              : "Ljava/lang/Object;";
      default -> type.getDescriptor();
    };
  }
}
