package dev.weft.agent.image;

import java.util.Arrays;
import java.util.List;
import net.bytebuddy.jar.asm.Handle;
import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;

/**
 * A record's {@code equals}, {@code hashCode} or {@code toString} as {@code ObjectMethods} has it.
 */
final class RecordMethod {
  private static final String OBJECTS = "java/util/Objects";
  private static final String BUILDER = "java/lang/StringBuilder";

  private final MethodVisitor code;
  private final String owner;
  private final String[] names;
  private final List<Handle> getters;

  private RecordMethod(MethodVisitor code, String owner, Object... arguments) {
    this.code = code;
    this.owner = owner;
    String all = (String) arguments[1];
    this.names = all.isEmpty() ? new String[0] : all.split(";");
    this.getters = Arrays.stream(arguments).skip(2).map(argument -> (Handle) argument).toList();
  }

  /** Writes the body of a static method that takes the record, and for equals the other object. */
  static void write(MethodVisitor code, String method, String owner, Object... arguments) {
    RecordMethod record = new RecordMethod(code, owner, arguments);
    switch (method) {
      case "equals" -> record.equals();
      case "hashCode" -> record.hash();
      case "toString" -> record.text();
      default -> throw new IllegalArgumentException(method);
    }
  }

  private void get(int local, Handle getter) {
    code.visitVarInsn(Opcodes.ALOAD, local);
    if (local != 0) {
      code.visitTypeInsn(Opcodes.CHECKCAST, owner);
    }
    code.visitFieldInsn(Opcodes.GETFIELD, owner, getter.getName(), getter.getDesc());
  }

  private void equals() {
    Label differ = new Label();
    code.visitVarInsn(Opcodes.ALOAD, 1);
    code.visitTypeInsn(Opcodes.INSTANCEOF, owner);
    code.visitJumpInsn(Opcodes.IFEQ, differ);
    for (Handle getter : getters) {
      get(0, getter);
      get(1, getter);
      Type type = Type.getType(getter.getDesc());
      switch (type.getSort()) {
        case Type.LONG -> code.visitInsn(Opcodes.LCMP);
        case Type.FLOAT, Type.DOUBLE -> {
          String pair = type.getDescriptor() + type.getDescriptor();
          call(Adapt.wrapper(type), "compare", "(" + pair + ")I");
        }
        case Type.OBJECT, Type.ARRAY ->
            call(OBJECTS, "equals", "(Ljava/lang/Object;Ljava/lang/Object;)Z");
        default -> {
          code.visitJumpInsn(Opcodes.IF_ICMPNE, differ);
          continue;
        }
      }
      boolean isReference = type.getSort() >= Type.ARRAY;
      code.visitJumpInsn(isReference ? Opcodes.IFEQ : Opcodes.IFNE, differ);
    }
    code.visitInsn(Opcodes.ICONST_1);
    code.visitInsn(Opcodes.IRETURN);
    code.visitLabel(differ);
    code.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
    code.visitInsn(Opcodes.ICONST_0);
    code.visitInsn(Opcodes.IRETURN);
  }

  private void hash() {
    code.visitInsn(Opcodes.ICONST_0);
    for (Handle getter : getters) {
      code.visitIntInsn(Opcodes.BIPUSH, 31);
      code.visitInsn(Opcodes.IMUL);
      get(0, getter);
      Type type = Type.getType(getter.getDesc());
      if (type.getSort() >= Type.ARRAY) {
        call(OBJECTS, "hashCode", "(Ljava/lang/Object;)I");
      } else {
        call(Adapt.wrapper(type), "hashCode", "(" + type.getDescriptor() + ")I");
      }
      code.visitInsn(Opcodes.IADD);
    }
    code.visitInsn(Opcodes.IRETURN);
  }

  private void text() {
    code.visitTypeInsn(Opcodes.NEW, BUILDER);
    code.visitInsn(Opcodes.DUP);
    code.visitMethodInsn(Opcodes.INVOKESPECIAL, BUILDER, "<init>", "()V", false);
    String open = owner.substring(Math.max(owner.lastIndexOf('/'), owner.lastIndexOf('$')) + 1);
    constant(open + '[' + (names.length == 0 ? "" : names[0] + '='));
    for (int i = 0; i < names.length; i++) {
      if (i > 0) {
        constant(", " + names[i] + '=');
      }
      get(0, getters.get(i));
      Type type = Type.getType(getters.get(i).getDesc());
      String given =
          switch (type.getSort()) {
            case Type.OBJECT, Type.ARRAY -> "Ljava/lang/Object;";
            case Type.BYTE, Type.SHORT -> "I";
            default -> type.getDescriptor();
          };
      append(given);
    }
    constant("]");
    code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, BUILDER, "toString", "()Ljava/lang/String;", false);
    code.visitInsn(Opcodes.ARETURN);
  }

  private void constant(String text) {
    code.visitLdcInsn(text);
    append("Ljava/lang/String;");
  }

  private void append(String type) {
    code.visitMethodInsn(
        Opcodes.INVOKEVIRTUAL, BUILDER, "append", "(" + type + ")L" + BUILDER + ";", false);
  }

  private void call(String type, String method, String descriptor) {
    code.visitMethodInsn(Opcodes.INVOKESTATIC, type, method, descriptor, false);
  }
}
