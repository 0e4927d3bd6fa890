package dev.weft.agent.weave;

import dev.weft.bootstrap.HookPoint;
import dev.weft.bootstrap.Shape;
import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;

/** Puts code before a method's first instruction: REPLACE, ARGUMENT, ENTER. */
final class EntryVisitor extends MethodVisitor {
  private final Signature method;
  private final HookPoint point;
  private final int hook;

  EntryVisitor(MethodVisitor next, Signature method, HookPoint point, int hook) {
    super(Opcodes.ASM9, next);
    this.method = method;
    this.point = point;
    this.hook = hook;
    if (point.shape() == Shape.REPLACE && method.isConstructor) {
      throw new IllegalArgumentException("a constructor cannot be replaced: " + point);
    }
    if (point.shape() == Shape.ARGUMENT
        && (point.argument() < 0 || point.argument() >= method.parameters.length)) {
      throw new IllegalArgumentException("there is no such parameter: " + point);
    }
  }

  @Override
  public void visitCode() {
    super.visitCode();
    if (point.shape() == Shape.ARGUMENT) {
      argument();
      return;
    }
    Signature.number(mv, hook);
    method.self(mv);
    for (int i = 0; i < 4; i++) {
      method.parameter(mv, i);
    }
    Signature.call(mv);
    if (point.shape() == Shape.ENTER) {
      mv.visitInsn(Opcodes.POP);
    } else if (method.result.getSize() == 0) {
      replaceVoid();
    } else {
      replace();
    }
  }

  private void argument() {
    int argument = point.argument();
    method.parameter(mv, argument);
    Signature.number(mv, hook);
    method.self(mv);
    method.parameter(mv, argument);
    for (int i = 0, others = 0; others < 3; i++) {
      if (i != argument) {
        method.parameter(mv, i);
        others++;
      }
    }
    Signature.replace(mv);
    Boxing.unbox(mv, method.parameters[argument]);
    mv.visitVarInsn(method.parameters[argument].getOpcode(Opcodes.ISTORE), method.slotOf(argument));
  }

  private void replaceVoid() {
    Label run = new Label();
    mv.visitJumpInsn(Opcodes.IFNULL, run);
    mv.visitInsn(Opcodes.RETURN);
    mv.visitLabel(run);
    method.entryFrame(mv, false);
    // The body may begin with a frame of its own, and no place may have two.
    mv.visitInsn(Opcodes.NOP);
  }

  private void replace() {
    boolean nullable = Boxing.wrapper(method.result) == null;
    Label run = new Label();
    Label nothing = new Label();
    mv.visitInsn(Opcodes.DUP);
    mv.visitJumpInsn(Opcodes.IFNULL, run);
    if (nullable) {
      mv.visitInsn(Opcodes.DUP);
      Signature.isNothing(mv);
      mv.visitJumpInsn(Opcodes.IFNE, nothing);
    }
    Boxing.unbox(mv, method.result);
    mv.visitInsn(method.result.getOpcode(Opcodes.IRETURN));
    if (nullable) {
      mv.visitLabel(nothing);
      method.entryFrame(mv, true);
      mv.visitInsn(Opcodes.POP);
      mv.visitInsn(Opcodes.ACONST_NULL);
      mv.visitInsn(Opcodes.ARETURN);
    }
    mv.visitLabel(run);
    method.entryFrame(mv, true);
    mv.visitInsn(Opcodes.POP);
  }
}
